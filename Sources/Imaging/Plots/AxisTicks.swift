import Base

/// Round numbers along an axis.
public struct AxisTicks: Hashable, Sendable {
  /// The numbers, in ascending order.
  public let values: [Double]
  /// The numbers as text, all different, with as many digits as the steps between them need.
  public let labels: [String]

  /// Chooses multiples of 1, 2 or 5 times a power of ten inside a range.
  ///
  /// - Parameters:
  ///   - range: The range of the axis; a range that is empty, or too short relative to its numbers
  ///     for steps to differ, has a single tick.
  ///   - count: The approximate number of ticks.
  public init(_ range: ClosedRange<Double>, count: Int) {
    let length = range.upperBound - range.lowerBound
    let largest = max(abs(range.lowerBound), abs(range.upperBound))
    guard length > max(1e-300, 1e-9 * largest), length.isFinite, count > 0 else {
      values = [range.lowerBound]
      labels = [AxisTicks.label(range.lowerBound, exponent: -2, isTiny: false)]
      return
    }
    var (power, exponent) = (1.0, 0)
    let ideal = length / Double(count)
    while power * 10 <= ideal { (power, exponent) = (power * 10, exponent + 1) }
    while power > ideal { (power, exponent) = (power / 10, exponent - 1) }
    let factor = [1.0, 2, 5, 10].first { $0 * power >= ideal * 0.999 } ?? 10
    if factor == 10 { exponent += 1 }
    let step = factor * power
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    values = stride(from: first, through: last, by: 1).map { $0 * step }
    let isTiny = exponent < -4 && largest < 0.01
    labels = values.map { AxisTicks.label($0, exponent: exponent, isTiny: isTiny) }
  }

  /// Returns a multiple of a power of ten as exact, short text.
  ///
  /// Thousands are `k` and millions `M`; larger and very small numbers have a power of ten.
  private static func label(_ value: Double, exponent: Int, isTiny: Bool) -> String {
    // A label in a larger unit needs more decimal places accordingly.
    func places(in unit: Int) -> Int { min(max(0, unit - exponent), mostPlaces) }
    func short(_ mantissa: Double, in unit: Int) -> String {
      decimalText(mantissa, places: places(in: unit), trimmingZeros: true) ?? "\(value)"
    }
    let size = abs(value)
    if size >= 1e9 || isTiny {
      guard value != 0, value.isFinite else { return value == 0 ? "0" : "\(value)" }
      let (mantissa, power) = scientific(value)
      return short(mantissa, in: power) + "e\(power)"
    }
    if size >= 1e6 { return short(value / 1e6, in: 6) + "M" }
    if size >= 1e4 { return short(value / 1e3, in: 3) + "k" }
    return decimalText(value, places: places(in: 0)) ?? "\(value)"
  }

  /// A limit above the digits that steps need, and below those that would show rounding errors.
  private static let mostPlaces = 12

  /// Returns a finite nonzero number as a mantissa from 1 to 10 and a power of ten.
  private static func scientific(_ value: Double) -> (mantissa: Double, exponent: Int) {
    var (mantissa, exponent) = (value, 0)
    while abs(mantissa) >= 10 - 1e-12 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while abs(mantissa) < 1 - 1e-13 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    return (mantissa, exponent)
  }
}
