import Glibc

/// Reading and writing of whole files such that a crash leaves the old file or the new one.
public enum DurableFile {
  /// Returns the bytes of a file.
  ///
  /// - Throws: ``FileError``, with the path and the system's reason.
  public static func read(
    _ path: String, in files: any FileSystem = Disk()
  ) throws(FileError) -> [UInt8] {
    try files.read(path)
  }

  /// Writes a file so that the path names the old contents or all of the new ones at any instant,
  /// power loss included.
  ///
  /// The bytes go to a temporary file beside it, which is synchronized with the disk, renamed, and
  /// made durable by synchronizing the folder.
  ///
  /// - Throws: ``FileError``; the old file is untouched and the temporary one removed, unless only
  ///   the folder could not be synchronized: then the new file is there, but not yet safe from a loss
  ///   of power.
  public static func write(
    _ bytes: [UInt8], to path: String, in files: any FileSystem = Disk()
  ) throws(FileError) {
    let temporary = temporaryPath(besides: path)
    do throws(FileError) {
      try writeThrough(bytes, to: temporary, in: files)
      try files.rename(temporary, to: path)
    } catch {
      // Measured before the temporary file makes room again. Whether it can be removed changes
      // nothing about what went wrong.
      var error = files.explained(error, needed: bytes.count)
      error.path = path
      try? files.removeFile(temporary)
      throw error
    }
    try files.synchronizeFolder(parent(of: path))
  }

  /// Returns a path in the same folder: with the name of the file as far as names may be long.
  private static func temporaryPath(besides path: String) -> String {
    let folder = parent(of: path)
    let suffix = ".tmp-\(getpid())"
    let name = path.utf8.reversed().prefix { $0 != UInt8(ascii: "/") }
    return name.count + suffix.utf8.count > NAME_MAX ? "\(folder)/\(suffix)" : path + suffix
  }

  /// Writes a file in place and returns when its bytes are safe; its name may not be yet.
  static func writeThrough(
    _ bytes: [UInt8], to path: String, in files: any FileSystem
  ) throws(FileError) {
    let file = try files.open(path, .empty)
    defer { files.close(file) }
    try files.write(bytes, to: file)
    try files.synchronize(file)
  }
}
