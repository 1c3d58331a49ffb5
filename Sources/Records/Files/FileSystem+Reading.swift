import Base

extension FileSystem {
  /// Returns the bytes of a file whose size and checksum are known.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - size: Its number of bytes.
  ///   - checksum: Their CRC-32C.
  ///   - remedy: Advice if the bytes differ, or `nil` for the usual advice.
  /// - Returns: All bytes.
  /// - Throws: ``FileError``, or ``DataError`` if the bytes differ.
  package func read(
    _ path: String, size: Int, checksum: UInt32, remedy: String? = nil
  ) throws -> [UInt8] {
    let bytes = try read(path)
    let found = CRC32C.checksum(bytes)
    guard bytes.count == size, found == checksum else {
      var error = DataError(
        file: path, offset: 0, what: "the checksum of all bytes",
        expected: "\(size) bytes with CRC-32C \(hexadecimal(checksum))",
        found: "\(bytes.count) bytes with \(hexadecimal(found))")
      if let remedy { error.remedy = remedy }
      throw error
    }
    return bytes
  }
}

/// Returns a number as it appears in the names of a run's files, with leading zeros so that names
/// sort like numbers.
package func fileNumber(_ number: Int) -> String { String(number).zeroPadded(to: 12) }

/// Returns the number in the name of a run's file, or `nil` if the name does not have this form.
package func fileNumber(
  in name: some StringProtocol, after prefix: String, before suffix: String = ""
) -> Int? {
  guard let number = Int(name.dropFirst(prefix.count).dropLast(suffix.count)), number >= 0,
    prefix + fileNumber(number) + suffix == name
  else { return nil }
  return number
}
