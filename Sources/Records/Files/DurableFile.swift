import Glibc

/// Reads and writes whole files such that a crash leaves either the old file or the new one.
public enum DurableFile {
  /// Returns the bytes of a file.
  ///
  /// - Throws: ``FileError``, with the path and the system's reason.
  public static func read(
    _ path: String, in files: any FileSystem = Disk()
  ) throws(FileError) -> [UInt8] {
    try files.read(path)
  }

  /// Writes a file such that at any moment, even after a loss of power, the path names all of the
  /// old contents or all of the new ones.
  ///
  /// The bytes go to a temporary file in the same folder, which is synchronized with the disk,
  /// renamed, and made durable by synchronizing the folder.
  ///
  /// - Throws: ``FileError``; the old file is untouched and the temporary one removed, unless only
  ///   the folder could not be synchronized: then the new file is there, but not yet safe from a
  ///   loss of power.
  public static func write(
    _ bytes: [UInt8], to path: String, in files: any FileSystem = Disk()
  ) throws(FileError) {
    let temporary = temporaryPath(besides: path)
    do throws(FileError) {
      try writeThrough(bytes, to: temporary, in: files)
      try files.rename(temporary, to: path)
    } catch {
      // The space is measured before removing the temporary file frees some. A failure to remove it
      // does not change the error.
      var error = files.explained(error, needed: bytes.count)
      error.path = path
      try? files.removeFile(temporary)
      throw error
    }
    try files.synchronizeFolder(parent(of: path))
  }

  /// Returns a path in the same folder, whose name is that of the file, truncated if it would be
  /// too long.
  private static func temporaryPath(besides path: String) -> String {
    let folder = parent(of: path)
    let suffix = ".tmp-\(getpid())"
    let name = path.utf8.reversed().prefix { $0 != UInt8(ascii: "/") }
    return name.count + suffix.utf8.count > NAME_MAX ? "\(folder)/\(suffix)" : path + suffix
  }

  /// Writes a file in place and returns when its bytes are safe; its name may not be safe yet.
  static func writeThrough(
    _ bytes: [UInt8], to path: String, in files: any FileSystem
  ) throws(FileError) {
    let file = try files.open(path, .empty)
    defer { files.close(file) }
    try files.write(bytes, to: file)
    try files.synchronize(file)
  }
}
