import Base
import Glibc

/// The right to write to a run, which one program has at a time.
///
/// The system releases it when the program ends, in whatever way. The file says who holds it.
final class RunLock {
  static let fileName = ".lock"

  private let descriptor: Int32

  /// Takes the lock of a run.
  ///
  /// - Throws: ``RunDirectoryError``, immediately if another program has the lock.
  init(run: String) throws(RunDirectoryError) {
    let path = "\(run)/\(Self.fileName)"
    // This function must close the descriptor until everything has succeeded; afterwards, `deinit`
    // does.
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .cannotCreate(Self.failure(path, "create")) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      let holder = (try? Disk().read(path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
      close(file)
      guard code == EWOULDBLOCK else {
        throw .cannotCreate(FileError(path: path, operation: "lock", code: code))
      }
      let name = holder.split(separator: "\n").first.map(String.init)
      throw .locked(path: run, holder: name ?? "another program")
    }
    let holder = Array("process \(getpid()) on \(hostName()), started \(currentTime())\n".utf8)
    let written = holder.withUnsafeBytes { bytes in
      ftruncate(file, 0) == 0 && pwrite(file, bytes.baseAddress, bytes.count, 0) > 0
    }
    // The lock holds without its text, too, so a full disk is not a reason to stop.
    guard written || errno == ENOSPC || errno == EDQUOT else {
      let error = Self.failure(path, "write")
      close(file)
      throw .cannotCreate(error)
    }
    descriptor = file
  }

  deinit { close(descriptor) }

  private static func failure(_ path: String, _ operation: String) -> FileError {
    FileError(path: path, operation: operation, code: errno)
  }
}

/// Returns the name of this machine.
func hostName() -> String {
  var buffer = [CChar](repeating: 0, count: 256)
  guard gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown" }
  return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// Returns the current time in the form `2026-01-31T23:59:59Z`.
private func currentTime() -> String {
  var seconds = time(nil)
  var parts = tm()
  guard gmtime_r(&seconds, &parts) != nil else { return "at an unknown time" }
  return "\(1900 + parts.tm_year)-\(twoDigits(parts.tm_mon + 1))-\(twoDigits(parts.tm_mday))"
    + "T\(twoDigits(parts.tm_hour)):\(twoDigits(parts.tm_min)):\(twoDigits(parts.tm_sec))Z"
}
