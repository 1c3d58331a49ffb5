/// Why bytes are not a safetensors file, or not one that fits.
public struct SafetensorsError: Error, Equatable, CustomStringConvertible {
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

  /// What is wrong, in a sentence for the person at the terminal.
  public var description: String {
    let place = file.map { "\($0), byte \(offset)" } ?? "byte \(offset)"
    return "\(place): \(what): expected \(expected), found \(found);"
      + " the file is damaged or was not written as safetensors, so take another copy of it"
  }
}
