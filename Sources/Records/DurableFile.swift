import Glibc

/// Why a file could not be read or written.
public struct FileError: Error, Equatable, CustomStringConvertible {
  /// The file.
  public var path: String
  /// What was tried, such as `open`.
  public var operation: String
  /// The system's number for the trouble.
  public var code: Int32

  /// What is wrong, in a sentence for the person at the terminal.
  public var description: String {
    "\(path): cannot \(operation): \(String(cString: strerror(code)))"
  }
}

/// Reading and writing of whole files such that a crash leaves the old file or the new one.
public enum DurableFile {
  /// Returns the bytes of a file.
  ///
  /// - Throws: ``FileError``, with the path and the system's reason.
  public static func read(_ path: String) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, "open") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path, "examine") }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, "read") }
      // The file became shorter since it was examined: what is left is all there is.
      guard count > 0 else { return Array(bytes[..<done]) }
      done += count
    }
    return bytes
  }

  /// Writes a file so that the path names the old contents or all of the new ones at any instant,
  /// power loss included.
  ///
  /// The bytes go to a temporary file beside it, which is synchronized with the disk, renamed, and
  /// made durable by synchronizing the folder.
  ///
  /// - Throws: ``FileError``; the old file is untouched and the temporary one removed.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let temporary = "\(path).tmp-\(getpid())"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(temporary, "create") }
    do throws(FileError) {
      defer { close(descriptor) }
      try write(bytes, to: descriptor, path: temporary)
      guard fsync(descriptor) == 0 else { throw failure(temporary, "synchronize") }
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let error = failure(path, "replace")
      unlink(temporary)
      throw error
    }
    try synchronizeFolder(of: path)
  }

  private static func write(
    _ bytes: [UInt8], to descriptor: Int32, path: String
  ) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, "write") }
      done += count
    }
  }

  private static func synchronizeFolder(of path: String) throws(FileError) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(folder, "open") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(folder, "synchronize") }
  }

  private static func failure(_ path: String, _ operation: String) -> FileError {
    FileError(path: path, operation: operation, code: errno)
  }
}
