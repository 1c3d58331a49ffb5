/// The ranges of settings and options, and sentences on numbers that are outside of them.
///
/// The upper ends are far beyond use. They keep sums and products of a few numbers exact, so that
/// what does not fit in memory can be told from the numbers alone.
package enum Bounds {
  /// The most of what is kept or done at a time, such as candidates.
  package static let count = 1_000_000
  /// The most of what adds up over a run, such as environment steps.
  package static let total = 1_000_000_000_000

  /// Returns what is wrong with a whole number, or `nil`.
  package static func problem(_ value: Int, from least: Int = 1, to most: Int = count) -> String? {
    if value < least { return "expected at least \(least), found \(value)" }
    if value > most { return "expected at most \(most), found \(value)" }
    return nil
  }

  /// Returns what is wrong with the sizes of layers, or `nil`.
  static func problem(sizes: [Int]) -> String? {
    for size in sizes where !(1...count).contains(size) {
      return "expected sizes of 1 to \(count), found \(size)"
    }
    return nil
  }

  /// Returns what is wrong with a number that may be any, or `nil`.
  static func problem<Number: BinaryFloatingPoint>(finite value: Number) -> String? {
    value.isFinite
      ? nil : "expected at most \(Number.greatestFiniteMagnitude) in size, found \(text(of: value))"
  }

  /// Returns what is wrong with a number that may not be negative, or `nil`.
  package static func problem(notNegative value: some BinaryFloatingPoint) -> String? {
    value >= 0 ? problem(finite: value) : "expected at least 0, found \(text(of: value))"
  }

  /// Returns what is wrong with a number that has to be positive, or `nil`.
  package static func problem(positive value: some BinaryFloatingPoint) -> String? {
    value > 0 ? problem(finite: value) : "expected a positive number, found \(text(of: value))"
  }

  /// Returns what is wrong with a part of one, or `nil`.
  static func problem(share value: some BinaryFloatingPoint) -> String? {
    value >= 0 && value <= 1 ? nil : "expected 0 to 1, found \(text(of: value))"
  }

  /// Returns what is wrong with a part of one that is not all of it, or `nil`.
  static func problem(properShare value: some BinaryFloatingPoint) -> String? {
    value >= 0 && value < 1 ? nil : "expected 0 to less than 1, found \(text(of: value))"
  }

  /// Returns a number that is wrong as text.
  ///
  /// A setting of single precision that was given more than it can hold is infinite, which is not
  /// what somebody wrote.
  private static func text(of value: some BinaryFloatingPoint) -> String {
    value.isInfinite ? (value > 0 ? "more" : "less") : "\(value)"
  }

  /// Returns the first setting that something is wrong with, or `nil`.
  ///
  /// - Parameter problems: What is wrong with each setting, by its name.
  /// - Returns: Its name and what is wrong.
  package static func fault(
    among problems: KeyValuePairs<String, String?>
  ) -> (name: String, problem: String)? {
    for case (let name, let problem?) in problems { return (name, problem) }
    return nil
  }
}
