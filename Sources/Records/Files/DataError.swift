import JSONText

/// An error in bytes from a file that are not as expected.
public struct DataError: ExplainedError {
  /// The file, if the bytes came from one.
  public var file: String?
  /// The position of the fault in the file, in bytes from its beginning.
  public var offset: Int
  /// The item that was being read, such as `the header's length`.
  public var what: String
  /// A description of what was expected there.
  public var expected: String
  /// A description of what was found there.
  public var found: String
  /// Advice for the user.
  public var remedy: String

  /// Creates an error.
  public init(
    file: String? = nil, offset: Int, what: String, expected: String, found: String,
    remedy: String = "the file is damaged or of another format, so take another copy of it"
  ) {
    (self.file, self.offset, self.what) = (file, offset, what)
    (self.expected, self.found, self.remedy) = (expected, found, remedy)
  }

  /// Creates an error from a fault in JSON.
  init(_ error: JSONError) {
    self.init(
      offset: error.offset, what: error.what, expected: error.expected, found: error.found)
  }

  /// A sentence that tells the user what is wrong.
  public var description: String {
    let place = file.map { "\($0), byte \(offset)" } ?? "byte \(offset)"
    return "\(place): \(what): expected \(expected), found \(found); \(remedy)".printable
  }

  /// The status for data that is damaged or unexpected.
  public var exitStatus: ExitStatus { .damagedData }

  /// Returns the same error for a file, with other advice if it is given.
  package func inFile(_ path: String, remedy: String? = nil) -> DataError {
    var error = self
    error.file = path
    if let remedy { error.remedy = remedy }
    return error
  }
}

extension String {
  /// The text without control characters, which could give commands to a terminal.
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
