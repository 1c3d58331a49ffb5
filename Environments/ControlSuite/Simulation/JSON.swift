/// A JSON value that keeps the order of keys and the text of numbers.
package enum JSON: Equatable, Sendable {
  /// A member of an object.
  package struct Member: Equatable, Sendable {
    /// The name of the member.
    package var key: String
    /// What it holds.
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

  /// Returns a number in the shortest form that reads back the same.
  ///
  /// - Precondition: `value` is finite, for JSON has no words for anything else.
  package static func number(_ value: Double) -> JSON { .number("\(value)") }

  /// Returns an array of numbers.
  package static func numbers(_ values: [Double]) -> JSON { .array(values.map { .number($0) }) }

  /// What the value is, for messages.
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

  /// Returns the value of a key, the last one if it stands several times.
  package subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  /// The value as UTF-8, the elements of a top-level list one a line.
  package var bytes: [UInt8] {
    var output: [UInt8] = []
    write(to: &output, depth: 0)
    output.append(UInt8(ascii: "\n"))
    return output
  }

  /// The value on a line, without the end of the line.
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
      // Lists of the top level hold cases and rollouts.
      let breaks = depth == 1 && values.contains { $0["kind"] != nil }
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

  private static func write(_ text: String, to output: inout [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    output.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
      case 0..<0x20: output += "\\u00".utf8 + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}
