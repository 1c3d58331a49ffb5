extension Safetensors {
  /// Reads a file.
  ///
  /// - Throws: ``FileError`` if it cannot be read, ``DataError`` if it is not as expected.
  public init(path: String) throws {
    try self.init(bytes: DurableFile.read(path), path: path)
  }

  /// Reads the bytes of a whole file with a given path.
  ///
  /// - Throws: ``DataError`` with the path.
  public init(bytes: [UInt8], path: String) throws(DataError) {
    do throws(DataError) {
      try self.init(bytes: bytes)
    } catch {
      throw error.inFile(path)
    }
  }

  /// Writes a file that is complete at any moment; see ``DurableFile``.
  ///
  /// - Throws: ``FileError``.
  public func write(to path: String) throws(FileError) {
    try DurableFile.write(bytes, to: path)
  }
}
