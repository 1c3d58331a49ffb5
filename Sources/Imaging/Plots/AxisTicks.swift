import Base

/// Round numbers along an axis.
public struct AxisTicks: Hashable, Sendable {
  /// The numbers, in ascending order.
  public let values: [Double]
  /// The numbers as words, as many decimals to all of them as the finest needs.
  public let labels: [String]

  /// Chooses multiples of 1, 2 or 5 times a power of ten inside a range.
  ///
  /// - Parameters:
  ///   - range: The range of the axis; one of no length, or too short beside its numbers for steps
  ///     of theirs to differ, has a single tick.
  ///   - count: About how many ticks there are to be.
  public init(_ range: ClosedRange<Double>, count: Int) {
    let length = range.upperBound - range.lowerBound
    let largest = max(abs(range.lowerBound), abs(range.upperBound))
    guard length > max(1e-300, 1e-9 * largest), length.isFinite, count > 0 else {
      (values, labels) = ([range.lowerBound], [AxisTicks.label(range.lowerBound, decimals: 2)])
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
    labels = values.map { AxisTicks.label($0, decimals: max(0, -exponent)) }
  }

  /// Returns a number in few letters: thousands as `k`, millions as `M`, the very small as powers.
  static func label(_ value: Double, decimals: Int) -> String {
    let size = abs(value)
    if size >= 1e9 { return scientific(value) }
    if size >= 1e6 { return short(value / 1e6, places: 2) + "M" }
    if size >= 1e4 { return short(value / 1e3, places: 1) + "k" }
    return decimals > 4
      ? scientific(value) : decimalText(value, places: decimals) ?? "\(value)"
  }

  private static func scientific(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return value == 0 ? "0" : "\(value)" }
    var (mantissa, exponent) = (value, 0)
    while abs(mantissa) >= 9.9995 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    while abs(mantissa) < 0.99995 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    return "\(short(mantissa, places: 1))e\(exponent)"
  }

  private static func short(_ value: Double, places: Int) -> String {
    decimalText(value, places: places, trimmingZeros: true) ?? "\(value)"
  }
}
