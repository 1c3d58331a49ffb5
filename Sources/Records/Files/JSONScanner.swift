/// Reads JSON, strictly and piece by piece.
///
/// A general JSON reader would keep the last of two equal names and take `2.0` for an integer. With
/// this one, the caller says what comes next; anything else is an error with its place, and memory
/// is in proportion to the text.
struct JSONScanner {
  let bytes: ArraySlice<UInt8>
  var position: Int

  /// Creates a scanner of `bytes`, whose indices are offsets in the file.
  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// Checks that all bytes are text.
  func checkEncoding(_ what: String) throws(DataError) {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw failure(what, expected: "UTF-8 text", found: "other bytes")
    }
  }

  /// Checks that only space is left.
  mutating func scanEnd(_ what: String) throws(DataError) {
    skipSpace()
    guard position == bytes.endIndex else {
      throw failure(what, expected: "nothing after its object", found: next())
    }
  }

  /// Reads `null` if it is next.
  mutating func takeNull() -> Bool {
    skipSpace()
    guard bytes[position...].starts(with: "null".utf8) else { return false }
    position += 4
    return true
  }

  /// Reads an object and hands each member, at its value, to `member`, until `stop`.
  mutating func scanObject(
    _ what: String,
    member: (inout JSONScanner, _ name: String, _ offset: Int) throws(DataError) -> Void,
    stop: () -> Bool = { false }
  ) throws(DataError) {
    try expect("{", in: what)
    skipSpace()
    if take("}") { return }
    repeat {
      skipSpace()
      let offset = position
      let name = try scanString("a name in \(what)")
      try expect(":", in: what)
      try member(&self, name, offset)
      if stop() { return }
      skipSpace()
    } while take(",")
    try expect("}", in: what)
  }

  /// Reads an array and calls `element` at the beginning of each of its values.
  mutating func scanArray(
    _ what: String, element: (inout JSONScanner) throws(DataError) -> Void
  ) throws(DataError) {
    try expect("[", in: what)
    skipSpace()
    if take("]") { return }
    repeat {
      skipSpace()
      try element(&self)
      skipSpace()
    } while take(",")
    try expect("]", in: what)
  }

  /// Reads an array of non-negative integers.
  mutating func scanIntegers(_ what: String) throws(DataError) -> [Int] {
    var integers: [Int] = []
    try scanArray(what) { (scanner) throws(DataError) in
      integers.append(try scanner.scanInteger(what))
    }
    return integers
  }

  /// Reads a non-negative integer.
  mutating func scanInteger(_ what: String) throws(DataError) -> Int {
    skipSpace()
    let digits = bytes[position...].prefix { (48...57).contains($0) }
    let after = digits.endIndex < bytes.endIndex ? bytes[digits.endIndex] : 0
    let hasLeadingZero = digits.count > 1 && digits.first == 48
    // A fraction or an exponent makes it another number; an overlong one is no size of anything.
    guard !hasLeadingZero, !".eE".utf8.contains(after), digits.count <= 19,
      let value = Int(String(decoding: digits, as: UTF8.self))
    else {
      throw failure(what, expected: "a non-negative integer below 2⁶³", found: next())
    }
    position = digits.endIndex
    return value
  }

  // MARK: Characters

  mutating func skipSpace() {
    while position < bytes.endIndex, [32, 9, 10, 13].contains(bytes[position]) { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.endIndex, UInt32(bytes[position]) == character.value else {
      return false
    }
    position += 1
    return true
  }

  private mutating func expect(
    _ character: Unicode.Scalar, in what: String
  ) throws(DataError) {
    skipSpace()
    guard take(character) else { throw failure(what, expected: "'\(character)'", found: next()) }
  }

  /// The next few characters, for an error message.
  func next() -> String {
    guard position < bytes.endIndex else { return "the end" }
    let text = String(decoding: bytes[position...].prefix(12), as: UTF8.self)
    return "'" + text.unicodeScalars.map { $0.value < 32 ? "?" : String($0) }.joined() + "'"
  }

  /// Returns the error that a name stands twice in an object.
  func duplicate(_ name: String, in what: String, at offset: Int) -> DataError {
    failure(what, at: offset, expected: "every name once", found: "'\(name)' again")
  }

  /// Returns an error at a place, or at the next byte.
  func failure(
    _ what: String, at offset: Int? = nil, expected: String, found: String
  ) -> DataError {
    DataError(offset: offset ?? position, what: what, expected: expected, found: found)
  }
}

extension JSONScanner {
  /// Reads a string with JSON's escapes.
  mutating func scanString(_ what: String) throws(DataError) -> String {
    try expect("\"", in: what)
    var text: [UInt8] = []
    while position < bytes.endIndex {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        text.append(contentsOf: String(try scanEscape(what)).utf8)
      case 0..<32:
        position -= 1
        throw failure(what, expected: "an escaped control character", found: "a bare one")
      default:
        text.append(byte)
      }
    }
    throw failure(what, expected: "a closing quote", found: "the end")
  }

  private mutating func scanEscape(_ what: String) throws(DataError) -> Unicode.Scalar {
    let plain: [UInt8: Unicode.Scalar] = [
      34: "\"", 92: "\\", 47: "/", 98: "\u{8}", 102: "\u{C}", 110: "\n", 114: "\r", 116: "\t",
    ]
    guard position < bytes.endIndex else {
      throw failure(what, expected: "an escaped character", found: "the end")
    }
    let byte = bytes[position]
    position += 1
    if let scalar = plain[byte] { return scalar }
    guard byte == UInt8(ascii: "u") else {
      position -= 1
      throw failure(what, expected: "one of JSON's escapes", found: next())
    }
    let first = try scanHexadecimal(what)
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, take("\\"), take("u") else {
      throw failure(what, expected: "a pair of surrogates", found: next())
    }
    let second = try scanHexadecimal(what)
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else {
      throw failure(what, expected: "a pair of surrogates", found: next())
    }
    return scalar
  }

  private mutating func scanHexadecimal(_ what: String) throws(DataError) -> UInt32 {
    let digits = bytes[position...].prefix(4)
    let text = String(decoding: digits, as: UTF8.self)
    guard digits.count == 4, !text.contains("+"), !text.contains("-"),
      let value = UInt32(text, radix: 16)
    else {
      throw failure(what, expected: "four hexadecimal digits", found: next())
    }
    position += 4
    return value
  }
}
