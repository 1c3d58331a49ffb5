import Glibc

/// The file system of the machine.
public struct Disk: FileSystem {
  /// The most bytes that are read from something that is not a regular file, such as a pipe.
  private static let largestStream = 1 << 28
  /// The most bytes that are read without checking how much memory is free.
  private static let smallSize = 1 << 28

  /// Creates the file system.
  public init() {}

  public func read(_ path: String) throws(FileError) -> [UInt8] {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, "open") }
    defer { Glibc.close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path, "examine") }
    guard status.st_size <= Self.smallSize || status.st_size < SystemMemory.available ?? .max else {
      throw FileError(path: path, operation: "read", code: ENOMEM)
    }
    // There is room for more than the expected size, so that the end is found without growing. A
    // pipe has no size, and a file may have grown or shrunk since it was examined.
    var bytes = [UInt8](repeating: 0, count: max(Int(status.st_size) + 1, 4096))
    var done = 0
    while true {
      let count = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, "read") }
      guard count > 0 else { break }
      done += count
      guard done == bytes.count else { continue }
      // A device may have no end.
      guard status.st_mode & S_IFMT == S_IFREG || done < Self.largestStream else {
        throw FileError(path: path, operation: "read", code: EFBIG)
      }
      bytes += [UInt8](repeating: 0, count: done)
    }
    bytes.removeLast(bytes.count - done)
    return bytes
  }

  public func names(in folder: String) throws(FileError) -> [String] {
    guard let stream = opendir(folder) else { throw failure(folder, "list") }
    defer { closedir(stream) }
    var names: [String] = []
    // It is reset each time, since the code between two calls may set it, too.
    errno = 0
    while let entry = readdir(stream) {
      defer { errno = 0 }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
      }
      if name != "." && name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw failure(folder, "list") }
    return names.sorted()
  }

  public func status(of path: String) throws(FileError) -> FileStatus? {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure(path, "examine")
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return FileStatus(kind: .file, size: Int(status.st_size))
    case S_IFDIR: return FileStatus(kind: .folder, size: 0)
    default: return FileStatus(kind: .other, size: 0)
    }
  }

  public func freeBytes(at path: String) -> Int? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    let (bytes, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(
      by: UInt64(status.f_frsize))
    return overflow ? nil : Int(exactly: bytes)
  }

  public func createFolder(_ path: String) throws(FileError) {
    guard mkdir(path, 0o777) == 0 else { throw failure(path, "create") }
  }

  public func open(_ path: String, _ start: WritingStart) throws(FileError) -> OpenFile {
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (start == .empty ? O_TRUNC : O_APPEND)
    let descriptor = Glibc.open(path, flags, 0o666)
    guard descriptor >= 0 else { throw failure(path, "create") }
    return OpenFile(descriptor: descriptor, path: path)
  }

  public func size(of file: OpenFile) throws(FileError) -> Int {
    var status = stat()
    guard fstat(file.descriptor, &status) == 0 else { throw failure(file.path, "examine") }
    return Int(status.st_size)
  }

  public func write(_ bytes: [UInt8], to file: OpenFile) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(file.descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure(file.path, "write") }
      done += count
    }
  }

  public func synchronize(_ file: OpenFile) throws(FileError) {
    guard fsync(file.descriptor) == 0 else { throw failure(file.path, "synchronize") }
  }

  public func close(_ file: OpenFile) {
    Glibc.close(file.descriptor)
  }

  public func synchronizeFolder(_ path: String) throws(FileError) {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path, "open") }
    defer { Glibc.close(descriptor) }
    // EINVAL means that this file system does not synchronize folders.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(path, "synchronize") }
  }

  public func truncate(_ path: String, to count: Int) throws(FileError) {
    guard Glibc.truncate(path, count) == 0 else { throw failure(path, "shorten") }
  }

  public func rename(_ path: String, to newPath: String) throws(FileError) {
    guard Glibc.rename(path, newPath) == 0 else { throw failure(newPath, "replace") }
  }

  public func removeFile(_ path: String) throws(FileError) {
    guard unlink(path) == 0 else { throw failure(path, "remove") }
  }

  public func removeFolder(_ path: String) throws(FileError) {
    guard rmdir(path) == 0 else { throw failure(path, "remove") }
  }

  private func failure(_ path: String, _ operation: String) -> FileError {
    FileError(path: path, operation: operation, code: errno)
  }
}
