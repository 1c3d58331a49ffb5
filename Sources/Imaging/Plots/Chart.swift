/// Lines, bands and dots over two axes.
public struct Chart: Hashable, Sendable {
  /// The way in which points are shown.
  public enum Style: Hashable, Sendable {
    /// A line through them.
    case line
    /// A dashed line through them.
    case dashes
    /// A dot for each.
    case dots
  }

  /// A place along the horizontal axis with a range along the other.
  public struct Interval: Hashable, Sendable {
    /// The place.
    public var x: Double
    /// The lower end.
    public var low: Double
    /// The upper end.
    public var high: Double

    /// Creates an interval.
    public init(x: Double, low: Double, high: Double) {
      (self.x, self.low, self.high) = (x, low, high)
    }
  }

  /// A group of points that belong together.
  public struct Series: Hashable, Sendable {
    /// The name in the legend; an empty name leaves it out.
    public var name: String
    /// The colour.
    public var color: Pixel
    /// The way in which the points are shown.
    public var style: Style
    /// The points; those that are not finite, or are 1e300 or more in magnitude, leave a gap.
    public var points: [SIMD2<Double>]
    /// The band around them.
    public var band: [Interval]

    /// Creates a series.
    public init(
      _ name: String, color: Pixel, style: Style = .line, points: [SIMD2<Double>],
      band: [Interval] = []
    ) {
      (self.name, self.color, self.style) = (name, color, style)
      (self.points, self.band) = (points, band)
    }
  }

  /// The text above the chart.
  public var title: String
  /// The label of the horizontal axis.
  public var xLabel: String
  /// The label of the vertical axis.
  public var yLabel: String
  /// The series, the first at the bottom.
  public var series: [Series]
  /// The range of the horizontal axis, or `nil` for that of the points.
  public var xRange: ClosedRange<Double>?
  /// The range of the vertical axis, or `nil` for that of the points, extended to zero if that is
  /// near.
  public var yRange: ClosedRange<Double>?

  /// Creates a chart.
  public init(
    title: String, xLabel: String, yLabel: String, series: [Series],
    xRange: ClosedRange<Double>? = nil, yRange: ClosedRange<Double>? = nil
  ) {
    (self.title, self.xLabel, self.yLabel, self.series) = (title, xLabel, yLabel, series)
    (self.xRange, self.yRange) = (xRange, yRange)
  }

  /// Colours that people with colour blindness can distinguish, too.
  ///
  /// Reference: Okabe and Ito, "Color Universal Design", 2008.
  public static let palette = [
    Pixel(0, 114, 178), Pixel(213, 94, 0), Pixel(0, 158, 115), Pixel(204, 121, 167),
    Pixel(230, 159, 0), lastLook, truth,
  ]
  /// The end of looking, where open-loop predictions begin.
  public static let lastLook = Pixel(86, 180, 233)
  /// The truth, or the closest approximation without a model.
  public static let truth = Pixel(90, 90, 90)
  /// The disagreement between draws of the weights.
  public static let weightDraws = Pixel(240, 80, 70)
  /// The randomness of states.
  public static let stateDraws = Pixel(80, 130, 255)
  /// A reference that is only there for comparison.
  public static let reference = Pixel(160, 160, 160)

  /// The ranges of both axes, with a margin around the contents.
  var ranges: (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    let points = series.flatMap { $0.points + $0.band.flatMap(\.ends) }
      .filter { $0.x.isPlottable && $0.y.isPlottable }
    let x = xRange ?? span(points.map(\.x))
    if let yRange { return (x, yRange) }
    var y = span(points.filter { x.contains($0.x) }.map(\.y))
    let length = y.upperBound - y.lowerBound
    if y.lowerBound > 0, y.lowerBound < 2 * length { y = 0...y.upperBound }
    let margin = 0.05 * (y.upperBound - y.lowerBound)
    return (
      x, (y.lowerBound == 0 ? 0 : y.lowerBound - margin)...(y.upperBound + margin)
    )
  }

  private func span(_ values: [Double]) -> ClosedRange<Double> {
    guard let low = values.min(), let high = values.max() else { return 0...1 }
    let room = max(abs(low), 1) * 0.5
    return low < high ? low...high : low - room...high + room
  }
}

extension Double {
  /// Whether a chart can show this number: its margin and its distance to others are finite.
  package var isPlottable: Bool { abs(self) < 1e300 }
}

extension Chart.Interval {
  var ends: [SIMD2<Double>] { [SIMD2(x, low), SIMD2(x, high)] }
}

/// Charts in rows, with one legend for all of them.
public struct Figure: Hashable, Sendable {
  /// The text above all charts; an empty text leaves it out.
  public var title: String
  /// The charts, row by row.
  public var charts: [Chart]
  /// The number of charts in a row.
  public var columns: Int
  /// The width of a chart in pixels.
  public var chartWidth = 420
  /// The height of a chart in pixels.
  public var chartHeight = 280

  /// Creates a figure.
  public init(title: String = "", charts: [Chart], columns: Int) {
    (self.title, self.charts, self.columns) = (title, charts, max(1, columns))
  }

  /// The figure on a page.
  public var drawing: Drawing {
    let shown = min(columns, max(charts.count, 1))
    let rows = (charts.count + columns - 1) / columns
    let width = shown * chartWidth
    let heading = title.isEmpty ? 8 : 34
    let entries = legend(width: Double(width))
    let lines = (entries.map(\.row).max() ?? -1) + 1
    var drawing = Drawing(
      width: width, height: heading + rows * chartHeight + (lines > 0 ? 20 * lines + 12 : 8))
    if !title.isEmpty {
      drawing.marks.append(
        .text(title, at: [12, 24], anchor: .start, color: ink, size: 18))
    }
    for (index, chart) in charts.enumerated() {
      let corner = SIMD2(
        Double(index % columns * chartWidth), Double(heading + index / columns * chartHeight))
      drawing.marks += ChartLayout(chart, corner: corner, size: [chartWidth, chartHeight]).marks
    }
    let base = Double(heading + rows * chartHeight) + 14
    for entry in entries {
      let y = base + 20 * Double(entry.row)
      drawing.marks += mark(of: entry.series, at: [entry.x, y - 4])
      drawing.marks.append(
        .text(entry.series.name, at: [entry.x + 32, y], anchor: .start, color: ink, size: 12))
    }
    return drawing
  }

  private func mark(of series: Chart.Series, at point: SIMD2<Double>) -> [Drawing.Mark] {
    series.style == .dots
      ? [.dots([point + [12, 0]], color: series.color, radius: 3, opacity: 1)]
      : [
        .line(
          [point, point + [24, 0]], color: series.color, width: 2,
          isDashed: series.style == .dashes)
      ]
  }

  /// The series with different names, each with its place in the legend.
  private func legend(width: Double) -> [(series: Chart.Series, x: Double, row: Int)] {
    var entries: [(series: Chart.Series, x: Double, row: Int)] = []
    var names: Set<String> = []
    var (x, row) = (16.0, 0)
    for series in charts.flatMap(\.series) where !series.name.isEmpty {
      guard names.insert(series.name).inserted else { continue }
      let length = 32 + 7.2 * Double(series.name.count) + 20
      if x > 16 && x + length > width { (x, row) = (16, row + 1) }
      entries.append((series, x, row))
      x += length
    }
    return entries
  }
}

/// The colour of text and axes.
let ink = Pixel(40, 40, 40)
