/// Reads JSON as defined by RFC 8259, strictly and piece by piece.
///
/// Most readers keep the last of two equal names and accept `2.0` as an integer. With this one, the
/// caller states what comes next; anything else is an error that reports its place, and memory use
/// is proportional to the text.
package struct JSONScanner {
  /// The deepest nesting of arrays and objects in a value.
  package static let maximumDepth = 64

  let bytes: ArraySlice<UInt8>
  private let whole: String
  private let shownCount: Int
  /// The index of the next byte.
  package internal(set) var position: Int

  /// Creates a scanner.
  ///
  /// - Parameters:
  ///   - bytes: The text, whose indices are offsets in its file.
  ///   - whole: A description of the whole text, for messages.
  ///   - shownCount: The number of bytes that an error shows of what it found.
  package init(_ bytes: ArraySlice<UInt8>, of whole: String, showing shownCount: Int = 12) {
    (self.bytes, self.whole, self.shownCount) = (bytes, whole, shownCount)
    position = bytes.startIndex
  }

  /// Checks that only white space is left.
  package mutating func scanEnd() throws(JSONError) {
    skipSpace()
    guard next == nil else { throw failure(whole, expected: "the end") }
  }

  /// Reads `null` if it is next.
  package mutating func takeNull() -> Bool {
    skipSpace()
    guard bytes[position...].starts(with: "null".utf8) else { return false }
    position += 4
    return true
  }

  /// Reads an object and passes each member, at its value, to `member`, until `stop`.
  ///
  /// - Parameters:
  ///   - what: A description of the object, for messages.
  ///   - repeats: Whether a name may occur several times.
  ///   - member: Reads the value of a name at an offset.
  ///   - stop: Decides after each member whether to leave the others unread.
  /// - Throws: ``JSONError``.
  package mutating func scanObject(
    _ what: String, repeats: Bool = false,
    member: (inout JSONScanner, _ name: String, _ offset: Int) throws(JSONError) -> Void,
    stop: () -> Bool = { false }
  ) throws(JSONError) {
    try expect("{", in: what)
    skipSpace()
    if take("}") { return }
    var names: Set<String> = []
    repeat {
      skipSpace()
      let offset = position
      guard next == UInt8(ascii: "\"") else { throw failure(what, expected: "a key") }
      let name = try scanString(what)
      guard repeats || names.insert(name).inserted else {
        throw failure(what, at: offset, expected: "every name once", found: "'\(name)' again")
      }
      try expect(":", in: what)
      try member(&self, name, offset)
      if stop() { return }
      skipSpace()
    } while take(",")
    guard take("}") else { throw failure(what, expected: "',' or '}'") }
  }

  /// Reads an array and calls `element` at the beginning of each value.
  package mutating func scanArray(
    _ what: String, element: (inout JSONScanner) throws(JSONError) -> Void
  ) throws(JSONError) {
    try expect("[", in: what)
    skipSpace()
    if take("]") { return }
    repeat {
      skipSpace()
      try element(&self)
      skipSpace()
    } while take(",")
    guard take("]") else { throw failure(what, expected: "',' or ']'") }
  }

  /// Reads an array of non-negative integers.
  package mutating func scanIntegers(_ what: String) throws(JSONError) -> [Int] {
    var integers: [Int] = []
    try scanArray(what) { (scanner) throws(JSONError) in
      integers.append(try scanner.scanInteger(what))
    }
    return integers
  }

  /// Reads a non-negative integer.
  package mutating func scanInteger(_ what: String) throws(JSONError) -> Int {
    skipSpace()
    let start = position
    // A sign, a fraction or an exponent makes it a different kind of number.
    guard next != UInt8(ascii: "-"), let text = try? scanNumber(what), let value = Int(text) else {
      position = start
      throw failure(what, expected: "a non-negative integer below 2⁶³")
    }
    return value
  }

  /// Returns an error at a place, or at the next byte.
  package func failure(
    _ what: String, at offset: Int? = nil, expected: String, found: String? = nil
  ) -> JSONError {
    let place = offset ?? position
    let before = bytes[..<place]
    let lineEnd = before.lastIndex(of: UInt8(ascii: "\n")) ?? bytes.startIndex - 1
    return JSONError(
      offset: place, line: before.count { $0 == UInt8(ascii: "\n") } + 1, column: place - lineEnd,
      what: what, expected: expected, found: found ?? nextText)
  }

  /// The next few characters, for an error message.
  private var nextText: String {
    switch next {
    case nil: "the end of \(whole)"
    case .some(let byte) where (0x21..<0x7f).contains(byte):
      "'\(String(decoding: bytes[position...].prefix(shownCount), as: UTF8.self))'"
    case .some(let byte): "byte \(byte)"
    }
  }

  // MARK: Characters

  var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      position += 1
    }
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func expect(
    _ character: Unicode.Scalar, in what: String
  ) throws(JSONError) {
    skipSpace()
    guard take(character) else { throw failure(what, expected: "'\(character)'") }
  }
}
