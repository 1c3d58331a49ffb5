/// Returns a number with a fixed number of decimal places, the same in every locale.
///
/// A number that rounds to zero has no sign.
///
/// - Parameters:
///   - value: The number.
///   - places: The number of digits after the point.
///   - limit: The bound that the number's magnitude must stay below.
///   - trimmingZeros: Whether to leave out trailing zeros, and the point if no digits remain after
///     it.
/// - Returns: The text, or `nil` for numbers that are not finite, not below the limit, or of more
///   than 18 digits.
package func decimalText(
  _ value: Double, places: Int, below limit: Double = .infinity, trimmingZeros: Bool = false
) -> String? {
  let power = (0..<places).reduce(1) { power, _ in 10 * power }
  let scaled = (abs(value) * Double(power)).rounded()
  guard abs(value) < limit, scaled < 1e18 else { return nil }
  let units = Int(scaled)
  let sign = value < 0 && units > 0 ? "-" : ""
  guard places > 0 else { return "\(sign)\(units)" }
  var digits = String(units % power).zeroPadded(to: places)
  while trimmingZeros && digits.last == "0" { digits.removeLast() }
  return "\(sign)\(units / power)\(digits.isEmpty ? "" : ".")\(digits)"
}

/// Returns a number with a fixed number of decimals, or a word if it is not finite or too large.
///
/// - Parameters:
///   - value: The number.
///   - decimals: The number of digits after the point.
///   - limit: The bound that the number's magnitude must stay below, to fit a column.
///   - word: The replacement for other numbers.
/// - Returns: The text.
package func fixed(
  _ value: Double, decimals: Int, below limit: Double = 1e6, or word: String = "-"
) -> String {
  decimalText(value, places: decimals, below: limit) ?? word
}

/// Returns a non-negative integer, such as a number of minutes, with at least two digits.
package func twoDigits(_ number: some BinaryInteger) -> String {
  String(number).zeroPadded(to: 2)
}

extension String {
  /// Returns the text with leading zeros that make it `count` letters long.
  package func zeroPadded(to count: Int) -> String {
    String(repeating: "0", count: max(0, count - self.count)) + self
  }

  /// Returns the text right-aligned in `count` columns, or unchanged if it is longer.
  package func rightAligned(in count: Int) -> String {
    String(repeating: " ", count: max(0, count - self.count)) + self
  }

  /// Returns the text left-aligned in `count` columns, or unchanged if it is longer.
  package func leftAligned(in count: Int) -> String {
    self + String(repeating: " ", count: max(0, count - self.count))
  }
}
