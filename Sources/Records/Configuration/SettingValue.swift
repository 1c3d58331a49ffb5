import JSONText

/// The value of a setting, which keeps the type of its default.
public enum SettingValue: Hashable, Sendable {
  /// A truth value.
  case truth(Bool)
  /// A whole number.
  case integer(Int)
  /// A finite number.
  case number(Double)
  /// A text.
  case text(String)
  /// Values of one type.
  case list([SettingValue])

  /// The name for values of this type.
  var kind: String {
    switch self {
    case .truth: "true or false"
    case .integer: "a whole number"
    case .number: "a finite number"
    case .text: "a text"
    case .list(let elements): elements.first.map { "a list of \($0.kinds)" } ?? "an empty list"
    }
  }

  /// The name for several values of this type.
  private var kinds: String {
    switch self {
    case .truth: "true and false"
    case .integer: "whole numbers"
    case .number: "finite numbers"
    case .text: "texts"
    case .list: "lists"
    }
  }

  /// The value in TOML syntax.
  public var toml: String {
    switch self {
    case .truth(let truth): "\(truth)"
    case .integer(let integer): "\(integer)"
    case .number(let number): "\(number)"
    case .text(let text): quotedTOML(text)
    case .list(let elements): "[\(elements.map(\.toml).joined(separator: ", "))]"
    }
  }

  /// The value as JSON has it.
  package var json: JSON {
    switch self {
    case .truth(let truth): .boolean(truth)
    case .integer(let integer): .integer(integer)
    case .number(let number): .number(number)
    case .text(let text): .string(text)
    case .list(let elements): .array(elements.map(\.json))
    }
  }

  /// Returns the value that a text on the command line denotes, in the type of this value.
  ///
  /// `1e4` is a whole number, `1.5` is not. Lists are separated by commas, with or without
  /// brackets.
  ///
  /// - Returns: The value, or `nil` if the text has another type.
  func parsing(_ text: String) -> SettingValue? {
    switch self {
    case .truth: return Bool(text).map { .truth($0) }
    case .integer:
      if let integer = Int(text) { return .integer(integer) }
      return Double(text).flatMap { Int(exactly: $0) }.map { .integer($0) }
    case .number:
      guard let number = Double(text), number.isFinite else { return nil }
      return .number(number)
    case .text: return .text(text)
    case .list(let elements):
      var inner = text[...]
      if inner.hasPrefix("[") && inner.hasSuffix("]") { inner = inner.dropFirst().dropLast() }
      guard let first = elements.first else { return inner.isEmpty ? self : nil }
      let parts = inner.split(separator: ",", omittingEmptySubsequences: false).map {
        String($0).trimmed
      }
      let values = parts.compactMap { $0.isEmpty ? nil : first.parsing($0) }
      return values.count == parts.count ? .list(values) : nil
    }
  }

  /// Returns a value from a file in the type of this value, or `nil` if its type is different.
  func adopting(_ other: SettingValue) -> SettingValue? {
    switch (self, other) {
    case (.truth, .truth), (.integer, .integer), (.text, .text): return other
    case (.integer, .number(let number)): return Int(exactly: number).map { .integer($0) }
    case (.number, .integer(let integer)): return .number(Double(integer))
    case (.number, .number(let number)): return number.isFinite ? other : nil
    case (.list(let own), .list(let others)):
      guard let first = own.first else { return others.isEmpty ? self : nil }
      let values = others.compactMap { first.adopting($0) }
      return values.count == others.count && !values.isEmpty ? .list(values) : nil
    default: return nil
    }
  }
}

extension SettingValue {
  /// The shortest number with the same value in single precision, if this is a number.
  ///
  /// 0.8 in single precision becomes 0.800000011920929 in double precision, which nobody wrote.
  var inSinglePrecision: SettingValue {
    switch self {
    case .number(let number):
      let single = Float(number)
      guard single.isFinite, let shortest = Double("\(single)"), Float(shortest) == single else {
        return self
      }
      return .number(shortest)
    case .list(let elements): return .list(elements.map(\.inSinglePrecision))
    default: return self
    }
  }
}

extension String {
  /// The text without white space at its ends.
  var trimmed: String {
    let isSpace = { (character: Character) in character.isWhitespace }
    let start = drop(while: isSpace)
    let end = start.reversed().drop(while: isSpace)
    return String(end.reversed())
  }
}

/// Returns a basic string of TOML.
private func quotedTOML(_ text: String) -> String {
  // JSON's escapes are also TOML's, which also requires escaping the delete character.
  JSON.string(text).line.replacing("\u{7F}", with: "\\u007F")
}
