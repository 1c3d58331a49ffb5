/// Places a chart on a part of a page.
struct ChartLayout {
  private let chart: Chart
  private let x: ClosedRange<Double>
  private let y: ClosedRange<Double>
  /// The edges of the area inside the axes.
  private let (left, right, top, bottom): (Double, Double, Double, Double)

  private static let grid = Pixel(228, 228, 228)
  private static let faint = Pixel(110, 110, 110)

  init(_ chart: Chart, corner: SIMD2<Double>, size: SIMD2<Int>) {
    self.chart = chart
    (x, y) = chart.ranges
    (left, right) = (corner.x + 56, corner.x + Double(size.x) - 20)
    (top, bottom) = (corner.y + 42, corner.y + Double(size.y) - 40)
  }

  /// All marks of the chart.
  var marks: [Drawing.Mark] {
    axes + chart.series.flatMap(band) + chart.series.flatMap(points) + words
  }

  private func place(_ point: SIMD2<Double>) -> SIMD2<Double> {
    [
      left + (right - left) * (point.x - x.lowerBound) / (x.upperBound - x.lowerBound),
      bottom - (bottom - top) * (point.y - y.lowerBound) / (y.upperBound - y.lowerBound),
    ]
  }

  private var axes: [Drawing.Mark] {
    var marks: [Drawing.Mark] = []
    let (columns, rows) = (AxisTicks(x, count: 6), AxisTicks(y, count: 5))
    for (value, label) in zip(columns.values, columns.labels) {
      let place = place([value, y.lowerBound])
      marks.append(
        .line([[place.x, bottom], [place.x, bottom + 4]], color: ink, width: 1, isDashed: false))
      marks.append(.text(label, at: place + [0, 17], anchor: .middle, color: ink, size: 11))
    }
    for (value, label) in zip(rows.values, rows.labels) {
      let place = place([x.lowerBound, value])
      marks.append(
        .line([[left, place.y], [right, place.y]], color: Self.grid, width: 1, isDashed: false))
      marks.append(.text(label, at: place + [-6, 4], anchor: .end, color: ink, size: 11))
    }
    marks.append(
      .line(
        [[left, top], [left, bottom], [right, bottom]], color: ink, width: 1, isDashed: false))
    return marks
  }

  private var words: [Drawing.Mark] {
    [
      .text(chart.title, at: [left - 44, top - 24], anchor: .start, color: ink, size: 14),
      .text(chart.yLabel, at: [left - 44, top - 9], anchor: .start, color: Self.faint, size: 11),
      .text(
        chart.xLabel, at: [(left + right) / 2, bottom + 33], anchor: .middle, color: Self.faint,
        size: 11),
    ]
  }

  private func band(_ series: Chart.Series) -> [Drawing.Mark] {
    let intervals = series.band.filter {
      x.contains($0.x) && $0.low.isPlottable && $0.high.isPlottable
    }
    guard !intervals.isEmpty else { return [] }
    func edge(_ height: (Chart.Interval) -> Double) -> [SIMD2<Double>] {
      let points = intervals.map { place([$0.x, clamped(height($0))]) }
      // A single interval is drawn as a bar.
      return points.count == 1 ? [points[0] - [4, 0], points[0] + [4, 0]] : points
    }
    return [.area(edge(\.high) + edge(\.low).reversed(), color: series.color, opacity: 0.2)]
  }

  private func clamped(_ value: Double) -> Double {
    min(max(value, y.lowerBound), y.upperBound)
  }

  /// The points, clipped at the edges of the chart.
  private func points(_ series: Chart.Series) -> [Drawing.Mark] {
    let isInside = { (point: SIMD2<Double>) in x.contains(point.x) && y.contains(point.y) }
    guard series.style != .dots else {
      let shown = series.points.filter(isInside).map(place)
      return [.dots(shown, color: series.color, radius: 1.6, opacity: 0.5)]
    }
    let runs = series.points.split { !$0.x.isPlottable || !$0.y.isPlottable }
    var marks: [Drawing.Mark] = []
    for run in runs {
      let line = clippedLines(Array(run)).map { $0.map(place) }
      if run.count == 1, let point = run.first, isInside(point) {
        marks.append(.dots([place(point)], color: series.color, radius: 3, opacity: 1))
      }
      marks += line.map {
        .line($0, color: series.color, width: 2, isDashed: series.style == .dashes)
      }
    }
    return marks
  }

  /// The parts of a line that lie inside the axes.
  private func clippedLines(_ points: [SIMD2<Double>]) -> [[SIMD2<Double>]] {
    var lines: [[SIMD2<Double>]] = []
    for (start, end) in zip(points, points.dropFirst()) {
      guard let (first, last) = clipped(start, end) else { continue }
      if lines.last?.last == first {
        lines[lines.count - 1].append(last)
      } else {
        lines.append([first, last])
      }
    }
    return lines
  }

  /// The part of a segment inside the axes.
  ///
  /// Reference: Liang and Barsky, "A New Concept and Method for Line Clipping", ACM Transactions on
  /// Graphics 3, 1984.
  private func clipped(
    _ start: SIMD2<Double>, _ end: SIMD2<Double>
  ) -> (SIMD2<Double>, SIMD2<Double>)? {
    let direction = end - start
    var (enter, leave) = (0.0, 1.0)
    for (step, distance) in [
      (-direction.x, start.x - x.lowerBound), (direction.x, x.upperBound - start.x),
      (-direction.y, start.y - y.lowerBound), (direction.y, y.upperBound - start.y),
    ] {
      if step == 0 {
        if distance < 0 { return nil }
      } else if step < 0 {
        enter = max(enter, distance / step)
      } else {
        leave = min(leave, distance / step)
      }
    }
    guard enter <= leave else { return nil }
    return (
      enter == 0 ? start : start + direction * enter, leave == 1 ? end : start + direction * leave
    )
  }
}
