extension JSON {
  /// Returns the value in the bytes of a file.
  ///
  /// - Throws: ``JSONError`` at the first byte that does not fit.
  package static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSON {
    var scanner = JSONScanner(bytes[...], of: "the file", showing: 1)
    let value = try scanner.scanValue("a value")
    try scanner.scanEnd()
    return value
  }
}

extension JSONScanner {
  /// Reads any value; its objects may repeat names.
  package mutating func scanValue(_ what: String) throws(JSONError) -> JSON {
    try scanValue(what, depth: 0)
  }

  private mutating func scanValue(_ what: String, depth: Int) throws(JSONError) -> JSON {
    skipSpace()
    if depth == Self.maximumDepth, next == UInt8(ascii: "{") || next == UInt8(ascii: "[") {
      throw failure(what, expected: "at most \(depth) levels")
    }
    switch next {
    case UInt8(ascii: "{"):
      var members: [JSON.Member] = []
      try scanObject(what, repeats: true) { (scanner, name, _) throws(JSONError) in
        members.append(JSON.Member(name, try scanner.scanValue(what, depth: depth + 1)))
      }
      return .object(members)
    case UInt8(ascii: "["):
      var values: [JSON] = []
      try scanArray(what) { (scanner) throws(JSONError) in
        values.append(try scanner.scanValue(what, depth: depth + 1))
      }
      return .array(values)
    case UInt8(ascii: "\""): return .string(try scanString(what))
    case UInt8(ascii: "t"): return try scanWord("true", .boolean(true), in: what)
    case UInt8(ascii: "f"): return try scanWord("false", .boolean(false), in: what)
    case UInt8(ascii: "n"): return try scanWord("null", .null, in: what)
    default: return .number(try scanNumber(what))
    }
  }

  private mutating func scanWord(
    _ word: String, _ value: JSON, in what: String
  ) throws(JSONError) -> JSON {
    for byte in word.utf8 {
      guard next == byte else { throw failure(what, expected: "'\(word)'") }
      position += 1
    }
    return value
  }

  /// Reads the text of a number.
  mutating func scanNumber(_ what: String) throws(JSONError) -> String {
    let start = position
    _ = take("-")
    if !take("0") { try skipDigits(what, expected: "a value") }
    if take(".") { try skipDigits(what, expected: "a digit") }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try skipDigits(what, expected: "a digit")
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipDigits(_ what: String, expected: String) throws(JSONError) {
    let start = position
    while let byte = next, (0x30..<0x3a).contains(byte) { position += 1 }
    guard position > start else { throw failure(what, expected: expected) }
  }

  // MARK: Strings

  /// Reads a string with JSON's escapes.
  package mutating func scanString(_ what: String) throws(JSONError) -> String {
    try expect("\"", in: what)
    let start = position
    var text: [UInt8] = []
    while let byte = next, byte >= 0x20 {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw failure(what, at: start, expected: "text in UTF-8", found: "other bytes")
        }
        return string
      case UInt8(ascii: "\\"):
        text.append(contentsOf: String(try scanEscape(what)).utf8)
      default:
        text.append(byte)
      }
    }
    throw failure(what, expected: "a character or '\"'")
  }

  private mutating func scanEscape(_ what: String) throws(JSONError) -> Unicode.Scalar {
    if let place = next.flatMap(JSON.escapeLetters.firstIndex(of:)) {
      position += 1
      return Unicode.Scalar(JSON.escapedBytes[place])
    }
    guard take("u") else { throw failure(what, expected: "an escape") }
    var code = try scanHexadecimal(what)
    if (0xd800..<0xdc00).contains(code) {
      let half = "the other half of a surrogate pair"
      guard take("\\"), take("u") else { throw failure(what, expected: half) }
      let low = try scanHexadecimal(what)
      guard (0xdc00..<0xe000).contains(low) else {
        throw failure(what, expected: "\(half) before this")
      }
      code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw failure(what, expected: "a character before this")
    }
    return scalar
  }

  private mutating func scanHexadecimal(_ what: String) throws(JSONError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure(what, expected: "a hexadecimal digit")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }
}
