import Base

/// A summary of several curves: their median and their spread.
public struct CurveSummary: Hashable, Sendable {
  /// The median at every place.
  public let median: [SIMD2<Double>]
  /// The range between two percentiles at every place; empty for a single curve.
  public let band: [Chart.Interval]

  /// Summarizes curves at all places where any of them has a point.
  ///
  /// A curve is a straight line between its points, and does not count beyond its ends. Places that
  /// fewer than half of the curves reach are left out. If no two curves reach any place, as with
  /// curves of a single point each, the first points of all are combined, then the second ones, and
  /// so on.
  ///
  /// - Parameters:
  ///   - curves: The points of each curve, in ascending order of x.
  ///   - percentiles: The lower and the upper end of the band, as fractions.
  public init(_ curves: [[SIMD2<Double>]], percentiles: ClosedRange<Double> = 0.05...0.95) {
    let curves = curves.map { curve in
      curve.filter { $0.x.isFinite && $0.y.isFinite }.sorted { $0.x < $1.x }
    }.filter { !$0.isEmpty }
    var places: [(x: Double, values: [Double])] = []
    for x in Set(curves.flatMap { $0.map(\.x) }).sorted() {
      let values = curves.compactMap { CurveSummary.value(of: $0, at: x) }
      if 2 * values.count >= curves.count { places.append((x, values.sorted())) }
    }
    if curves.count > 1, places.allSatisfy({ $0.values.count < 2 }) {
      places = (0..<(curves.map(\.count).min() ?? 0)).map { number in
        let points = curves.map { $0[number] }
        return (CurveSummary.quantile(0.5, of: points.map(\.x).sorted()), points.map(\.y).sorted())
      }
    }
    median = places.map { [$0.x, CurveSummary.quantile(0.5, of: $0.values)] }
    guard curves.count > 1 else {
      band = []
      return
    }
    band = places.map { x, values in
      Chart.Interval(
        x: x, low: CurveSummary.quantile(percentiles.lowerBound, of: values),
        high: CurveSummary.quantile(percentiles.upperBound, of: values))
    }
  }

  /// Returns the height of a curve, or `nil` beyond its ends.
  private static func value(of curve: [SIMD2<Double>], at x: Double) -> Double? {
    // The last point at or before the place.
    var (low, high) = (0, curve.count)
    while low < high {
      let middle = (low + high) / 2
      if curve[middle].x <= x { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    let start = curve[low - 1]
    if start.x == x { return start.y }
    guard low < curve.count else { return nil }
    let end = curve[low]
    return start.y + (end.y - start.y) * (x - start.x) / (end.x - start.x)
  }

  /// Returns a quantile of sorted values, interpolated between the nearest two.
  package static func quantile(_ fraction: Double, of values: [Double]) -> Double {
    require(!values.isEmpty, "no values have no quantiles")
    let place = fraction * Double(values.count - 1)
    let lower = Int(place.rounded(.down))
    let upper = min(lower + 1, values.count - 1)
    return values[lower] + (values[upper] - values[lower]) * (place - Double(lower))
  }
}
