/// Returns a number with some digits after the point, the same in every locale.
///
/// A number that rounds to zero has no sign.
///
/// - Parameters:
///   - value: The number.
///   - places: How many digits come after the point.
///   - limit: What the number's magnitude has to be below.
///   - trimmingZeros: Whether zeros at the end are left out, and a point without digits after it.
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

/// Returns a number with some digits after the point, or a word in its place.
///
/// - Parameters:
///   - value: The number.
///   - decimals: How many digits come after the point.
///   - limit: What the number's magnitude has to be below, for it to fit a column.
///   - word: What stands for a number that is not, or that has no such text.
/// - Returns: The text.
package func fixed(
  _ value: Double, decimals: Int, below limit: Double = 1e6, or word: String = "-"
) -> String {
  decimalText(value, places: decimals, below: limit) ?? word
}

/// Returns an integer that is not negative, such as one of minutes, in at least two digits.
package func twoDigits(_ number: some BinaryInteger) -> String {
  String(number).zeroPadded(to: 2)
}

extension String {
  /// Returns the text after as many zeros as make it `count` letters long.
  package func zeroPadded(to count: Int) -> String {
    String(repeating: "0", count: max(0, count - self.count)) + self
  }

  /// Returns the text at the right end of `count` columns, or as it is if it takes more.
  package func rightAligned(in count: Int) -> String {
    String(repeating: " ", count: max(0, count - self.count)) + self
  }

  /// Returns the text at the left end of `count` columns, or as it is if it takes more.
  package func leftAligned(in count: Int) -> String {
    self + String(repeating: " ", count: max(0, count - self.count))
  }
}
