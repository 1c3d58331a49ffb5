extension JSONScanner {
  /// A value that is not an object.
  enum Value: Hashable {
    case number(Double)
    case truth(Bool)
    case text(String)
    case null
    case texts([String])
  }

  /// Reads a number, a truth, a string, `null` or an array of strings.
  mutating func scanValue(_ what: String) throws(DataError) -> Value {
    skipSpace()
    if takeNull() { return .null }
    for (word, truth) in [("true", true), ("false", false)]
    where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return .truth(truth)
    }
    switch position < bytes.endIndex ? bytes[position] : 0 {
    case UInt8(ascii: "\""): return .text(try scanString(what))
    case UInt8(ascii: "["):
      var texts: [String] = []
      try scanArray(what) { (scanner) throws(DataError) in
        texts.append(try scanner.scanString(what))
      }
      return .texts(texts)
    default: return .number(try scanNumber(what))
    }
  }

  private mutating func scanNumber(_ what: String) throws(DataError) -> Double {
    let digits = bytes[position...].prefix { byte in
      (48...57).contains(byte) || "+-.eE".utf8.contains(byte)
    }
    let text = String(decoding: digits, as: UTF8.self)
    // What Swift reads beyond JSON, such as `.5` and `+1`, begins with other characters.
    let first = digits.first.map { $0 == UInt8(ascii: "-") || (48...57).contains($0) } ?? false
    guard first, let number = Double(text) else {
      throw failure(what, expected: "a value", found: next())
    }
    position = digits.endIndex
    return number
  }
}
