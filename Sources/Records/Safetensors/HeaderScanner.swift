/// Reads the JSON of a safetensors header, strictly.
///
/// A general JSON reader would keep the last of two equal names and take `2.0` for an integer. This
/// one knows the two levels of objects that a header has, refuses duplicates, unknown fields and
/// everything else that readers could understand differently, and uses memory in proportion to the
/// header.
struct HeaderScanner {
  /// A tensor as the header describes it.
  struct Entry {
    var name: String
    var elementType: ElementType
    var shape: [Int]
    var begin: Int
    var end: Int
    /// Where the name stands in the file.
    var offset: Int
  }

  private let bytes: ArraySlice<UInt8>
  private var position: Int
  private(set) var entries: [Entry] = []
  private(set) var metadata: [String: String] = [:]

  /// Creates a scanner of the header in `bytes`, whose indices are offsets in the file.
  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// Reads the whole header.
  mutating func scan() throws(SafetensorsError) {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw failure("the header", expected: "UTF-8 text", found: "other bytes")
    }
    var names: Set<String> = []
    var hasMetadata = false
    try scanObject("the header") { (scanner, name, offset) throws(SafetensorsError) in
      if name == "__metadata__" {
        guard !hasMetadata else { throw scanner.duplicate(name, at: offset) }
        hasMetadata = true
        try scanner.scanMetadata()
      } else {
        guard !name.isEmpty else {
          throw scanner.failure(
            "a tensor's name", at: offset, expected: "at least one character", found: "none")
        }
        guard names.insert(name).inserted else { throw scanner.duplicate(name, at: offset) }
        try scanner.scanEntry(name, at: offset)
      }
    }
    skipSpace()
    guard position == bytes.endIndex else {
      throw failure("the header", expected: "nothing after its object", found: next())
    }
  }

  private mutating func scanMetadata() throws(SafetensorsError) {
    skipSpace()
    if bytes[position...].starts(with: "null".utf8) {
      position += 4
      return
    }
    var seen: Set<String> = []
    var found: [String: String] = [:]
    try scanObject("__metadata__") { (scanner, key, offset) throws(SafetensorsError) in
      guard seen.insert(key).inserted else { throw scanner.duplicate(key, at: offset) }
      found[key] = try scanner.scanString("the metadata '\(key)'")
    }
    metadata = found
  }

  private mutating func scanEntry(_ name: String, at offset: Int) throws(SafetensorsError) {
    var elementType: ElementType?
    var shape: [Int]?
    var span: [Int]?
    try scanObject("tensor '\(name)'") { (scanner, field, place) throws(SafetensorsError) in
      switch field {
      case "dtype" where elementType == nil:
        let text = try scanner.scanString("dtype of '\(name)'")
        guard let known = ElementType(rawValue: text) else {
          throw scanner.failure(
            "dtype of '\(name)'", at: place, expected: "a known type such as F32",
            found: "'\(text)'")
        }
        elementType = known
      case "shape" where shape == nil:
        shape = try scanner.scanIntegers("shape of '\(name)'")
      case "data_offsets" where span == nil:
        span = try scanner.scanIntegers("data_offsets of '\(name)'")
      case "dtype", "shape", "data_offsets":
        throw scanner.duplicate(field, at: place)
      default:
        throw scanner.failure(
          "tensor '\(name)'", at: place, expected: "dtype, shape and data_offsets only",
          found: "'\(field)'")
      }
    }
    guard let elementType, let shape, let span, span.count == 2 else {
      throw failure(
        "tensor '\(name)'", at: offset, expected: "dtype, shape and two data_offsets",
        found: "less")
    }
    entries.append(
      Entry(
        name: name, elementType: elementType, shape: shape, begin: span[0], end: span[1],
        offset: offset))
  }

  /// Reads an object and hands each member, at its value, to `member`.
  private mutating func scanObject(
    _ what: String,
    member: (inout HeaderScanner, _ name: String, _ offset: Int) throws(SafetensorsError) -> Void
  ) throws(SafetensorsError) {
    try expect("{", in: what)
    skipSpace()
    if take("}") { return }
    repeat {
      skipSpace()
      let offset = position
      let name = try scanString("a name in \(what)")
      try expect(":", in: what)
      try member(&self, name, offset)
      skipSpace()
    } while take(",")
    try expect("}", in: what)
  }

  private mutating func scanIntegers(_ what: String) throws(SafetensorsError) -> [Int] {
    try expect("[", in: what)
    skipSpace()
    if take("]") { return [] }
    var integers: [Int] = []
    repeat {
      integers.append(try scanInteger(what))
      skipSpace()
    } while take(",")
    try expect("]", in: what)
    return integers
  }

  private mutating func scanInteger(_ what: String) throws(SafetensorsError) -> Int {
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

  private mutating func skipSpace() {
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
  ) throws(SafetensorsError) {
    skipSpace()
    guard take(character) else { throw failure(what, expected: "'\(character)'", found: next()) }
  }

  /// The next few characters, for an error message.
  private func next() -> String {
    guard position < bytes.endIndex else { return "the end" }
    let text = String(decoding: bytes[position...].prefix(12), as: UTF8.self)
    return "'" + text.unicodeScalars.map { $0.value < 32 ? "?" : String($0) }.joined() + "'"
  }

  private func duplicate(_ name: String, at offset: Int) -> SafetensorsError {
    failure("the header", at: offset, expected: "every name once", found: "'\(name)' again")
  }

  private func failure(
    _ what: String, at offset: Int? = nil, expected: String, found: String
  ) -> SafetensorsError {
    SafetensorsError(offset: offset ?? position, what: what, expected: expected, found: found)
  }
}

extension HeaderScanner {
  /// Reads a string with JSON's escapes.
  private mutating func scanString(_ what: String) throws(SafetensorsError) -> String {
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

  private mutating func scanEscape(_ what: String) throws(SafetensorsError) -> Unicode.Scalar {
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

  private mutating func scanHexadecimal(_ what: String) throws(SafetensorsError) -> UInt32 {
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
