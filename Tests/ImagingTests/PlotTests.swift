import Foundation
import Imaging
import Testing

@Suite struct PlotTests {
  @Test func ticksAreRoundAndInside() {
    #expect(AxisTicks(0...10, count: 5).labels == ["0", "2", "4", "6", "8", "10"])
    #expect(AxisTicks(-0.13...0.31, count: 5).labels == ["-0.1", "0.0", "0.1", "0.2", "0.3"])
    #expect(
      AxisTicks(0...1_000_000, count: 5).labels == ["0", "200k", "400k", "600k", "800k", "1M"])
    #expect(AxisTicks(0...0.02, count: 4).labels == ["0.000", "0.005", "0.010", "0.015", "0.020"])
    #expect(AxisTicks(0...2e-7, count: 2).labels == ["0", "1e-7", "2e-7"])
    for range in [
      3...3, 0...Double.leastNonzeroMagnitude, 1e300...1e300.nextUp, -1e16...(-1e16 + 2),
    ] {
      #expect(AxisTicks(range, count: 5).values == [range.lowerBound])
    }
    for exponent in -6...6 {
      let size = Foundation.pow(10, Double(exponent)) * 3.7
      let ticks = AxisTicks(size...(3 * size), count: 6)
      #expect((3...13).contains(ticks.values.count))
      #expect(ticks.values.allSatisfy { $0 >= size * 0.999_999 && $0 <= 3 * size * 1.000_001 })
      #expect(Set(ticks.labels).count == ticks.labels.count)
    }
  }

  @Test func labelsHaveTheDigitsOfTheSteps() {
    func labels(_ range: ClosedRange<Double>, _ count: Int) -> [String] {
      AxisTicks(range, count: count).labels
    }
    #expect(
      labels(299_800...299_900, 5) == [
        "299.8k", "299.82k", "299.84k", "299.86k", "299.88k", "299.9k",
      ])
    #expect(labels(1e6...1.02e6, 5) == ["1M", "1.005M", "1.01M", "1.015M", "1.02M"])
    #expect(labels(0.0029...0.0031, 5) == ["2.9e-3", "2.95e-3", "3e-3", "3.05e-3", "3.1e-3"])
    #expect(
      labels(29.9999...30.0001, 4) == ["29.99990", "29.99995", "30.00000", "30.00005", "30.00010"])
    #expect(labels(1e9...1.04e9, 4) == ["1e9", "1.01e9", "1.02e9", "1.03e9", "1.04e9"])
    // What most charts have.
    #expect(labels(0...2e6, 4) == ["0", "500k", "1M", "1.5M", "2M"])
    #expect(labels(0...16_000, 4) == ["0", "5000", "10k", "15k"])
  }

  /// Wherever an axis lies, and however short it is beside its numbers.
  @Test func labelsSayTheirNumbersAndDiffer() throws {
    let units: [Character: Double] = ["k": 1e3, "M": 1e6]
    func number(_ label: String) -> Double? {
      guard let unit = label.last.flatMap({ units[$0] }) else { return Double(label) }
      return Double(label.dropLast()).map { $0 * unit }
    }
    for place in -8...14 {
      for length in -8...2 {
        for digits in [-7.3, -1, 0, 1, 2.998, 9.99, 99.7] {
          let size = Foundation.pow(10, Double(place))
          let low = digits * size
          let ticks = AxisTicks(low...low + size * Foundation.pow(10, Double(length)), count: 6)
          #expect(Set(ticks.labels).count == ticks.labels.count, "\(ticks.labels)")
          guard ticks.values.count > 1 else { continue }
          let step = ticks.values[1] - ticks.values[0]
          for (label, value) in zip(ticks.labels, ticks.values) {
            let said = try #require(number(label), "\(ticks.labels)")
            #expect(abs(said - value) < 0.01 * step, "\(ticks.labels)")
          }
        }
      }
    }
  }

  @Test func decimalsDoNotDependOnTheLocale() {
    #expect(
      [1.0, -0.5, 2.345, 3.1, 0.001, -0.001, 7.05].map(decimal) == [
        "1", "-0.5", "2.35", "3.1", "0", "0", "7.05",
      ])
    #expect(decimal(.nan) == "0" && decimal(.infinity) == "0")
  }

  private func chart(_ points: [SIMD2<Double>]) -> Figure {
    Figure(
      title: "a < b & c",
      charts: [
        Chart(
          title: "rising", xLabel: "steps", yLabel: "score",
          series: [
            Chart.Series(
              "mean", color: Pixel(0, 0, 255), points: points,
              band: points.map { Chart.Interval(x: $0.x, low: $0.y - 1, high: $0.y + 1) })
          ])
      ], columns: 1)
  }

  @Test func filesAreWellFormedAndEscaped() throws {
    let svg = chart([[0, 1], [10, 5], [20, .nan], [30, 7], [40, 3]]).drawing.svg
    let document = XMLElementCounter(svg)
    #expect(document.isWellFormed)
    #expect(svg.contains(">a &lt; b &amp; c</text>"))
    #expect(document.texts.contains("a < b & c") && document.texts.contains("rising"))
    // Two axes as one line, one line before the gap and one after, a legend's line.
    #expect(document.counts["polygon"] == 1)
    #expect(svg.components(separatedBy: "stroke=\"#0000ff\"").count - 1 == 3)
    #expect(!svg.contains("nan"))
  }

  @Test func marksWithAccentsAreEscaped() {
    var figure = chart([[0, 1], [10, 5]])
    figure.charts[0].title = "a <\u{338} b &\u{FE0F} c\u{FFFF}\u{1B}d"
    let svg = figure.drawing.svg
    #expect(XMLElementCounter(svg).isWellFormed)
    #expect(svg.contains(">a &lt;\u{338} b &amp;\u{FE0F} c  d</text>"))
  }

  @Test func aSingleIntervalIsABar() throws {
    var figure = chart([[5, 2]])
    figure.charts[0].series[0].band = [Chart.Interval(x: 5, low: 1, high: 3)]
    let areas = figure.drawing.marks.compactMap { mark -> [SIMD2<Double>]? in
      if case .area(let edge, _, _) = mark { edge } else { nil }
    }
    try #require(areas.count == 1 && areas[0].count == 4)
    #expect(areas[0][1].x - areas[0][0].x == 8 && areas[0][2].y > areas[0][1].y)
  }

  @Test func linesAreCutAtTheAxes() throws {
    var figure = chart([[0, 0], [10, 10]])
    figure.charts[0].xRange = 2...4
    figure.charts[0].yRange = 0...3
    figure.charts[0].series[0].band = []
    let lines = figure.drawing.marks.compactMap { mark -> [SIMD2<Double>]? in
      if case .line(let points, let color, _, _) = mark, color == Pixel(0, 0, 255) {
        return points
      }
      return nil
    }
    // Inside, it goes from (2, 2) to (3, 3): from two thirds of the height to half of the width.
    let (left, right, top, bottom) = (56.0, 400.0, 76.0, 274.0)
    // The line, and the one of the legend.
    try #require(lines.count == 2)
    let expected: [SIMD2<Double>] = [
      [left, bottom - (bottom - top) * 2 / 3], [(left + right) / 2, top],
    ]
    try #require(lines[0].count == expected.count)
    for (found, wanted) in zip(lines[0], expected) {
      #expect(abs(found.x - wanted.x) < 1e-9 && abs(found.y - wanted.y) < 1e-9)
    }
  }

  @Test func pixelsShowWhatTheFileSays() {
    var drawing = Drawing(width: 40, height: 30)
    drawing.marks = [
      .area([[10.5, 5], [30, 5], [30, 15], [10.5, 15]], color: Pixel(255, 0, 0), opacity: 0.5),
      .line([[0, 20], [40, 20]], color: .black, width: 2, isDashed: false),
      .dots([[20.5, 26.5]], color: Pixel(0, 0, 255), radius: 2, opacity: 1),
    ]
    let image = drawing.image
    #expect(image[20, 10] == Pixel(255, 128, 128) && image[9, 10] == .white)
    // A pixel that is half covered.
    #expect(image[10, 10] == Pixel(255, 191, 191))
    #expect(image[29, 14] == Pixel(255, 128, 128) && image[30, 14] == .white)
    #expect(image[5, 19] == .black && image[5, 20] == .black && image[5, 22] == .white)
    #expect(image[20, 26] == Pixel(0, 0, 255) && image[23, 26] == .white)
  }

  @Test func dashesCoverThreeFifthsOfALine() {
    var drawing = Drawing(width: 100, height: 5)
    drawing.marks = [
      .line([[0, 2.5], [37, 2.5], [100, 2.5]], color: .black, width: 2, isDashed: true)
    ]
    let image = drawing.image
    let darkness = (0..<100).map { 1 - Double(image[$0, 2].red) / 255 }.reduce(0, +)
    // Ten dashes of 6 pixels, each with round ends that reach half a width and are half as dark.
    #expect(darkness > 60 && darkness < 90)
    #expect((0..<100).contains { image[$0, 2] == .white })
  }

  @Test func numbersBeyondAllChartsLeaveAGap() {
    let figure = chart([[0, -1e308], [5, 2], [6, 4], [10, 1e308]])
    #expect(figure.drawing == chart([[0, .nan], [5, 2], [6, 4], [10, .nan]]).drawing)
    #expect(figure.drawing.image.width == 420)
  }

  @Test func wordsAtNoPlaceAreAtZero() {
    func page(_ point: SIMD2<Double>) -> Image {
      var drawing = Drawing(width: 40, height: 30)
      drawing.marks = [.text("a", at: point, anchor: .start, color: .black, size: 9)]
      return drawing.image
    }
    #expect(page([.nan, 20]) == page([0, 20]) && page([0, 20]) != page([9, 20]))
    #expect(page([.infinity, -1e300]) == page([0, 0]))
  }

  @Test func emptyChartsAreDrawn() {
    let svg = chart([]).drawing.svg
    #expect(XMLElementCounter(svg).isWellFormed)
    #expect(chart([[1, 2]]).drawing.image.width == 420)
  }
}

/// Counts the elements of a document and collects its words.
private final class XMLElementCounter {
  private(set) var counts: [String: Int] = [:]
  private(set) var texts: [String] = []
  private(set) var isWellFormed = true

  /// Reads the subset of XML that we write: elements, attributes in double quotes, and text.
  init(_ text: String) {
    var open: [String] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      let words = rest[..<start].trimmingCharacters(in: .whitespacesAndNewlines)
      if !words.isEmpty {
        texts.append(
          words.replacingOccurrences(of: "&lt;", with: "<")
            .replacingOccurrences(of: "&gt;", with: ">").replacingOccurrences(
              of: "&amp;", with: "&"))
      }
      guard let end = rest[start...].firstIndex(of: ">") else {
        isWellFormed = false
        return
      }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        isWellFormed = isWellFormed && open.popLast() == String(tag.dropFirst())
        continue
      }
      let name = String(tag.prefix { $0 != " " && $0 != "/" })
      counts[name, default: 0] += 1
      isWellFormed = isWellFormed && tag.count { $0 == "\"" }.isMultiple(of: 2)
      if !tag.hasSuffix("/") { open.append(name) }
    }
    isWellFormed = isWellFormed && open.isEmpty
  }
}
