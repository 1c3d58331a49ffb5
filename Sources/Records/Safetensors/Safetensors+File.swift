extension Safetensors {
  /// Reads a file.
  ///
  /// - Throws: ``FileError`` if it cannot be read, ``DataError`` if it is not what it should
  ///   be.
  public init(path: String) throws {
    try self.init(bytes: DurableFile.read(path), of: path)
  }

  /// Reads the bytes of a file, which errors name.
  package init(bytes: [UInt8], of path: String) throws(DataError) {
    do throws(DataError) {
      try self.init(bytes: bytes)
    } catch {
      throw error.inFile(path)
    }
  }

  /// Writes a file that is whole at any instant, see ``DurableFile``.
  ///
  /// - Throws: ``FileError``.
  public func write(to path: String) throws(FileError) {
    try DurableFile.write(bytes, to: path)
  }
}
