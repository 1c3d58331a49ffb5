import JSONText

/// A measured number, a truth value or a text.
public enum MetricValue: Hashable, Sendable {
  /// A number, finite or not.
  case number(Double)
  /// A truth value.
  case truth(Bool)
  /// A word or a sentence.
  case text(String)

  /// The value in JSON; numbers that JSON cannot represent are `null`.
  var json: JSON {
    switch self {
    case .number(let number): .number(number)
    case .truth(let truth): .boolean(truth)
    case .text(let text): .string(text)
    }
  }
}

extension MetricValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByStringLiteral
{
  /// Creates a number.
  public init(floatLiteral value: Double) { self = .number(value) }

  /// Creates a number.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }

  /// Creates a truth value.
  public init(booleanLiteral value: Bool) { self = .truth(value) }

  /// Creates a text.
  public init(stringLiteral value: String) { self = .text(value) }
}
