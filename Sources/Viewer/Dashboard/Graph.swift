import Imaging

/// A chart in a part of a picture: two axes, and curves between them.
struct Graph {
  /// The area inside the axes.
  let area: Area
  /// The range of the horizontal axis.
  let x: ClosedRange<Double>
  /// The range of the vertical axis.
  let y: ClosedRange<Double>
  /// The number of pixels along the edge of a dot of the font.
  let scale: Int

  /// The width for numbers to the left of the axes, in dots.
  static let leftMargin = 27
  /// The height for numbers below the axes, in dots.
  static let bottomMargin = 11

  /// Creates a chart that fills a rectangle.
  init(in whole: Area, x: ClosedRange<Double>, y: ClosedRange<Double>, scale: Int) {
    let (left, bottom) = (Self.leftMargin * scale, Self.bottomMargin * scale)
    area = Area(
      x: whole.x + left, y: whole.y, width: whole.width - left, height: whole.height - bottom)
    (self.x, self.y, self.scale) = (x, y, scale)
  }

  /// Returns a range around numbers that begins or ends at zero if possible.
  static func range(of values: [Double], atLeast least: Double) -> ClosedRange<Double> {
    let values = values.filter(\.isPlottable)
    let low = min(0, values.min() ?? 0)
    let high = max(low + least, values.max() ?? 0)
    return (low < 0 ? low - 0.04 * (high - low) : 0)...(high + 0.06 * (high - low))
  }

  /// Returns the pixel of a point, moved to the nearest edge if it lies outside.
  func place(_ x: Double, _ y: Double) -> (x: Int, y: Int) {
    func share(_ value: Double, _ range: ClosedRange<Double>) -> Double {
      let length = range.upperBound - range.lowerBound
      return length > 0 ? min(max((value - range.lowerBound) / length, 0), 1) : 0
    }
    return (
      area.x + Int((share(x, self.x) * Double(area.width - 1)).rounded()),
      area.y + area.height - 1 - Int((share(y, self.y) * Double(area.height - 1)).rounded())
    )
  }
}

extension Image {
  /// Draws the background, the grid and the numbers of a chart.
  ///
  /// - Parameters:
  ///   - graph: The chart.
  ///   - unit: The suffix of the numbers on the horizontal axis.
  mutating func drawAxes(of graph: Graph, unit: String) {
    let (area, scale) = (graph.area, graph.scale)
    guard !area.isEmpty else { return }
    fill(area, with: Palette.ground)
    let rows = AxisTicks(graph.y, count: max(3, area.height / (16 * scale)))
    for (value, label) in zip(rows.values, rows.labels) {
      let row = graph.place(graph.x.lowerBound, value).y
      fill(x: area.x, y: row, width: area.width, height: 1, with: Palette.grid)
      let top = min(max(row - 3 * scale, area.y), area.y + area.height - 7 * scale)
      let left = area.x - (label.count * BitmapFont.advance + 2) * scale
      draw(label, x: left, y: top, color: Palette.faint, scale: scale)
    }
    let columns = AxisTicks(graph.x, count: max(3, area.width / (60 * scale)))
    var free = area.x
    for (value, label) in zip(columns.values, columns.labels) {
      let column = graph.place(value, graph.y.lowerBound).x
      fill(x: column, y: area.y, width: 1, height: area.height, with: Palette.grid)
      let words = "\(label) \(unit)"
      let width = words.count * BitmapFont.advance * scale
      let left = min(max(column - width / 2, area.x), area.x + area.width - width)
      // A number that would touch the previous one is left out.
      guard left >= free else { continue }
      free = left + width + 2 * BitmapFont.advance * scale
      draw(
        words, x: left, y: area.y + area.height + 3 * scale, color: Palette.faint, scale: scale)
    }
  }

  /// Draws a curve; points that no chart can show leave a gap.
  mutating func drawCurve(
    _ points: [SIMD2<Double>], in graph: Graph, color: Pixel, thickness: Int = 1
  ) {
    for (start, end) in zip(points, points.dropFirst()) where start.isPlottable && end.isPlottable {
      let (first, last) = (graph.place(start.x, start.y), graph.place(end.x, end.y))
      for shift in 0..<thickness {
        // Thick lines grow towards the inside, up or to the left.
        let isSteep = abs(first.y - last.y) > abs(first.x - last.x)
        let (dx, dy) = isSteep ? (-shift, 0) : (0, -shift)
        drawLine(
          from: (max(first.x + dx, graph.area.x), max(first.y + dy, graph.area.y)),
          to: (max(last.x + dx, graph.area.x), max(last.y + dy, graph.area.y)), color: color)
      }
    }
  }

  /// Fills the area between two curves over the same places.
  mutating func fillBand(
    _ points: [(x: Double, low: Double, high: Double)], in graph: Graph, color: Pixel
  ) {
    for (start, end) in zip(points, points.dropFirst())
    where [start.low, start.high, end.low, end.high].allSatisfy(\.isPlottable) {
      let (first, last) = (graph.place(start.x, 0).x, graph.place(end.x, 0).x)
      for column in first..<max(first, last) + 1 {
        let share = last > first ? Double(column - first) / Double(last - first) : 0
        let low = start.low + share * (end.low - start.low)
        let high = start.high + share * (end.high - start.high)
        let (top, bottom) = (graph.place(start.x, high).y, graph.place(start.x, low).y)
        fill(x: column, y: top, width: 1, height: bottom - top + 1, with: color)
      }
    }
  }
}

extension SIMD2<Double> {
  fileprivate var isPlottable: Bool { x.isPlottable && y.isPlottable }
}
