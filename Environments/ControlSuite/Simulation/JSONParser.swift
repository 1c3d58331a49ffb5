/// Why bytes are no JSON.
package struct JSONError: Error, Equatable, CustomStringConvertible {
  /// Where the fault is, counted from 1.
  package var line: Int
  /// The byte in that line, counted from 1.
  package var column: Int
  /// What could have stood there.
  package var expected: String
  /// What stood there.
  package var found: String

  package var description: String {
    "line \(line), column \(column): expected \(expected), found \(found)"
  }
}

/// A parser of JSON as RFC 8259 has it, at most ``maximumDepth`` deep.
package struct JSONParser {
  /// How deep arrays and objects may nest.
  package static let maximumDepth = 64

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  /// Returns the value that `bytes` hold.
  ///
  /// - Throws: ``JSONError``, at the first byte that does not fit.
  package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSON {
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSON, JSONError> in
      var parser = JSONParser(bytes: buffer)
      do throws(JSONError) {
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.position == buffer.count else { throw parser.fault("the end") }
        return .success(value)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func fault(_ expected: String) -> JSONError {
    let before = bytes[..<position]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let found =
      switch next {
      case nil: "the end of the file"
      case .some(let byte) where (0x21..<0x7f).contains(byte):
        "'\(Character(UnicodeScalar(byte)))'"
      case .some(let byte): "byte \(byte)"
      }
    return JSONError(
      line: line, column: position - lineStart + 1, expected: expected, found: found)
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      position += 1
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
    for byte in word.utf8 {
      guard next == byte else { throw fault("'\(word)'") }
      position += 1
    }
    return value
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSON {
    guard depth < JSONParser.maximumDepth else {
      throw fault("at most \(JSONParser.maximumDepth) levels")
    }
    position += 1
    skipSpace()
    if take("]") { return .array([]) }
    var values: [JSON] = []
    while true {
      values.append(try value(depth: depth + 1))
      skipSpace()
      if take("]") { return .array(values) }
      guard take(",") else { throw fault("',' or ']'") }
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSON {
    guard depth < JSONParser.maximumDepth else {
      throw fault("at most \(JSONParser.maximumDepth) levels")
    }
    position += 1
    skipSpace()
    if take("}") { return .object([]) }
    var members: [JSON.Member] = []
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw fault("a key") }
      let key = try string()
      skipSpace()
      guard take(":") else { throw fault("':'") }
      members.append(JSON.Member(key, try value(depth: depth + 1)))
      skipSpace()
      if take("}") { return .object(members) }
      guard take(",") else { throw fault("',' or '}'") }
    }
  }

  private mutating func number() throws(JSONError) -> JSON {
    let start = position
    _ = take("-")
    if !take("0") { try digits("a value") }
    if take(".") { try digits("a digit") }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits("a digit")
    }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func digits(_ expected: String) throws(JSONError) {
    let start = position
    while let byte = next, (0x30..<0x3a).contains(byte) { position += 1 }
    guard position > start else { throw fault(expected) }
  }

  private mutating func string() throws(JSONError) -> String {
    position += 1
    var text: [UInt8] = []
    while true {
      guard let byte = next, byte >= 0x20 else { throw fault("a character or '\"'") }
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw fault("text in UTF-8 before this")
        }
        return string
      case UInt8(ascii: "\\"):
        try escape(into: &text)
      default:
        text.append(byte)
      }
    }
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    let plain: [UInt8: UInt8] = [
      0x22: 0x22, 0x5c: 0x5c, 0x2f: 0x2f, 0x62: 0x08, 0x66: 0x0c, 0x6e: 0x0a, 0x72: 0x0d,
      0x74: 0x09,
    ]
    guard let byte = next else { throw fault("an escape") }
    if let character = plain[byte] {
      position += 1
      text.append(character)
      return
    }
    guard take("u") else { throw fault("an escape") }
    var code = UInt32(try hexadecimal())
    if (0xd800..<0xdc00).contains(code) {
      guard take("\\"), take("u") else { throw fault("the other half of a surrogate pair") }
      let low = UInt32(try hexadecimal())
      guard (0xdc00..<0xe000).contains(low) else {
        throw fault("the other half of a surrogate pair before this")
      }
      code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw fault("a character before this") }
    text += String(Character(scalar)).utf8
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt16 {
    var code: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
        throw fault("a hexadecimal digit")
      }
      code = code << 4 | UInt16(digit)
      position += 1
    }
    return code
  }
}
