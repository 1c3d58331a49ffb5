import JSONText

/// Why bytes from a file are not what they should be.
public struct DataError: ExplainedError {
  /// The file, if the bytes came from one.
  public var file: String?
  /// Where in the file the trouble is, in bytes from its beginning.
  public var offset: Int
  /// What was being read, such as `the header's length`.
  public var what: String
  /// What should have been there.
  public var expected: String
  /// What was there.
  public var found: String
  /// What the person at the terminal can do.
  public var remedy: String

  /// Creates an error.
  public init(
    file: String? = nil, offset: Int, what: String, expected: String, found: String,
    remedy: String = "the file is damaged or of another format, so take another copy of it"
  ) {
    (self.file, self.offset, self.what) = (file, offset, what)
    (self.expected, self.found, self.remedy) = (expected, found, remedy)
  }

  /// Creates the error that JSON is not what it should be.
  init(_ error: JSONError) {
    self.init(
      offset: error.offset, what: error.what, expected: error.expected, found: error.found)
  }

  /// What is wrong, in a sentence for the person at the terminal.
  public var description: String {
    let place = file.map { "\($0), byte \(offset)" } ?? "byte \(offset)"
    return "\(place): \(what): expected \(expected), found \(found); \(remedy)".printable
  }

  /// That of data which is damaged or not what it should be.
  public var exitStatus: ExitStatus { .damagedData }

  /// Returns the same error of a file, with something else to do about it if that is given.
  package func inFile(_ path: String, remedy: String? = nil) -> DataError {
    var error = self
    error.file = path
    if let remedy { error.remedy = remedy }
    return error
  }
}

extension String {
  /// The same text without control characters, which could give a terminal commands.
  public var printable: String {
    let isControl = { (scalar: Unicode.Scalar) in
      scalar.value < 32 || (127..<160).contains(scalar.value)
    }
    guard unicodeScalars.contains(where: isControl) else { return self }
    var result = ""
    for scalar in unicodeScalars { result.unicodeScalars.append(isControl(scalar) ? "?" : scalar) }
    return result
  }
}
