/// The ranges of settings and options, with messages about numbers outside of them.
///
/// The upper ends are far beyond any use. They keep sums and products of a few numbers exact, so
/// that what does not fit in memory can be determined from the numbers alone.
package enum Bounds {
  /// The upper bound of numbers of things that are kept or done at a time, such as candidates.
  package static let count = 1_000_000
  /// The upper bound of numbers that add up over a run, such as environment steps.
  package static let total = 1_000_000_000_000

  /// Returns the problem with an integer, or `nil`.
  package static func problem(_ value: Int, from least: Int = 1, to most: Int = count) -> String? {
    if value < least { return "expected at least \(least), found \(value)" }
    if value > most { return "expected at most \(most), found \(value)" }
    return nil
  }

  /// Returns the problem with the sizes of layers, or `nil`.
  static func problem(sizes: [Int]) -> String? {
    for size in sizes where !(1...count).contains(size) {
      return "expected sizes of 1 to \(count), found \(size)"
    }
    return nil
  }

  /// Returns the problem with a number that must be finite, or `nil`.
  static func problem<Number: BinaryFloatingPoint>(finite value: Number) -> String? {
    value.isFinite
      ? nil : "expected at most \(Number.greatestFiniteMagnitude) in size, found \(text(of: value))"
  }

  /// Returns the problem with a number that must not be negative, or `nil`.
  package static func problem(notNegative value: some BinaryFloatingPoint) -> String? {
    value >= 0 ? problem(finite: value) : "expected at least 0, found \(text(of: value))"
  }

  /// Returns the problem with a number that must be positive, or `nil`.
  package static func problem(positive value: some BinaryFloatingPoint) -> String? {
    value > 0 ? problem(finite: value) : "expected a positive number, found \(text(of: value))"
  }

  /// Returns the problem with a fraction, or `nil`.
  static func problem(share value: some BinaryFloatingPoint) -> String? {
    value >= 0 && value <= 1 ? nil : "expected 0 to 1, found \(text(of: value))"
  }

  /// Returns the problem with a fraction that must be less than one, or `nil`.
  static func problem(properShare value: some BinaryFloatingPoint) -> String? {
    value >= 0 && value < 1 ? nil : "expected 0 to less than 1, found \(text(of: value))"
  }

  /// Returns a wrong number as text.
  ///
  /// A single-precision setting that exceeds its range is infinite, which is not what the user
  /// wrote.
  private static func text(of value: some BinaryFloatingPoint) -> String {
    value.isInfinite ? (value > 0 ? "more" : "less") : "\(value)"
  }

  /// Returns the first invalid setting, or `nil`.
  ///
  /// - Parameter problems: The problem with each setting, by its name.
  /// - Returns: Its name and problem.
  package static func fault(
    among problems: KeyValuePairs<String, String?>
  ) -> (name: String, problem: String)? {
    for case (let name, let problem?) in problems { return (name, problem) }
    return nil
  }
}
