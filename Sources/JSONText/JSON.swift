/// A JSON value that keeps the order of keys and the text of numbers.
package enum JSON: Equatable, Sendable {
  /// A member of an object.
  package struct Member: Equatable, Sendable {
    /// The name of the member.
    package var key: String
    /// The value of the member.
    package var value: JSON

    /// Creates a member.
    package init(_ key: String, _ value: JSON) {
      (self.key, self.value) = (key, value)
    }
  }

  case null
  case boolean(Bool)
  /// A number as written.
  case number(String)
  case string(String)
  case array([JSON])
  case object([Member])

  /// Returns a number in the shortest form that reads back the same, or `null` for one that is not
  /// finite, which JSON cannot express.
  package static func number(_ value: Double) -> JSON {
    value.isFinite ? .number("\(value)") : .null
  }

  /// Returns an integer as a number without a decimal point.
  package static func integer(_ value: some BinaryInteger) -> JSON { .number("\(value)") }

  /// Returns an array of numbers.
  package static func numbers(_ values: [Double]) -> JSON { .array(values.map { .number($0) }) }

  /// A description of the value, for messages.
  package var kind: String {
    switch self {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .number(let text): text.count <= 30 ? text : "a number of \(text.count) digits"
    case .string: "a string"
    case .array(let values): "an array of \(values.count)"
    case .object: "an object"
    }
  }

  /// Returns the value of a key, the last one if the key occurs several times.
  package subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }
}

extension JSON: ExpressibleByDictionaryLiteral {
  /// Creates an object whose members are in the order in which they are written.
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member($0, $1) })
  }
}

// MARK: Printing

extension JSON {
  /// The bytes whose escape is a single letter, in the order of ``escapeLetters``.
  static let escapedBytes = Array("\"\\/\u{8}\u{C}\n\r\t".utf8)
  /// The letters that stand for them after a backslash.
  static let escapeLetters = Array("\"\\/bfnrt".utf8)

  /// The value as UTF-8, with the members of the top-level object on separate lines, and likewise
  /// the elements of its members that are lists of objects.
  package var bytes: [UInt8] {
    var output: [UInt8] = []
    write(to: &output, depth: 0)
    output.append(UInt8(ascii: "\n"))
    return output
  }

  /// The value on one line, without a line break at the end.
  package var line: String {
    var output: [UInt8] = []
    write(to: &output, depth: 2)
    return String(decoding: output, as: UTF8.self)
  }

  private func write(to output: inout [UInt8], depth: Int) {
    switch self {
    case .null: output += "null".utf8
    case .boolean(let value): output += (value ? "true" : "false").utf8
    case .number(let text): output += text.utf8
    case .string(let text): JSON.write(text, to: &output)
    case .array(let values):
      let breaks = depth == 1 && values.contains { if case .object = $0 { true } else { false } }
      output.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        if breaks { output.append(UInt8(ascii: "\n")) }
        value.write(to: &output, depth: depth + 1)
      }
      if breaks { output.append(UInt8(ascii: "\n")) }
      output.append(UInt8(ascii: "]"))
    case .object(let members):
      output.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { output.append(UInt8(ascii: ",")) }
        if depth == 0 { output.append(UInt8(ascii: "\n")) }
        JSON.write(member.key, to: &output)
        output.append(UInt8(ascii: ":"))
        member.value.write(to: &output, depth: depth + 1)
      }
      if depth == 0 { output.append(UInt8(ascii: "\n")) }
      output.append(UInt8(ascii: "}"))
    }
  }

  /// Writes a string with as few escapes as JSON allows.
  private static func write(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
        output.append(byte)
        continue
      }
      output.append(UInt8(ascii: "\\"))
      if let place = escapedBytes.firstIndex(of: byte) {
        output.append(escapeLetters[place])
      } else {
        output += (byte < 0x10 ? "u000" : "u00").utf8
        output += String(byte, radix: 16).utf8
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}
