import Glibc

/// The system's information about memory.
public enum SystemMemory {
  /// The number of bytes that this program can still allocate, or `nil` if the system does not say.
  ///
  /// This is limited by the machine, and by the program's container or job if that has less.
  public static var available: Int? {
    let group = ControlGroup.availableMemory(
      of: text(of: "/proc/self/cgroup"), in: "/sys/fs/cgroup")
    return [machine, group].compactMap { $0 }.min()
  }

  /// The number of bytes that all programs on the machine can still allocate.
  private static var machine: Int? {
    let line = text(of: "/proc/meminfo").split(separator: "\n").first {
      $0.hasPrefix("MemAvailable:")
    }
    let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return kilobytes.flatMap { kilobytes in
      let (bytes, overflow) = kilobytes.multipliedReportingOverflow(by: 1024)
      return overflow ? nil : bytes
    }
  }

  /// The number of bytes of memory that this program holds, or `nil` if the system does not say.
  public static var resident: Int? {
    let pages = text(of: "/proc/self/statm").split(separator: " ").dropFirst().first
    return pages.flatMap { Int($0) }.map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
  }

  /// Returns the beginning of a file whose size is unknown until it is read.
  static func text(of path: String) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(file, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
  }
}
