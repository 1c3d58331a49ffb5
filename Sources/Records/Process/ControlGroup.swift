import Glibc

/// The memory limits of the control groups of this program, such as those of a container or a job.
///
/// Reference: the Linux kernel's documentation, "Control Group v2", section "Memory", and "Memory
/// Resource Controller" for version 1.
package enum ControlGroup {
  /// The files of a version, and the entry for the cached file data that is released on demand.
  private typealias Files = (limit: String, usage: String, cache: String)

  /// Returns the memory that is left.
  ///
  /// - Parameters:
  ///   - membership: The lines of `/proc/self/cgroup`, as `0::/job/step` or `4:memory:/job`.
  ///   - root: The folder of the groups. In a container it may be the program's own group, and the
  ///     names of its parents lead nowhere.
  /// - Returns: The bytes that programs of the groups can still allocate, or `nil` if there is no
  ///   limit.
  package static func availableMemory(of membership: String, in root: String) -> Int? {
    membership.split(separator: "\n").flatMap { line -> [Int] in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return [] }
      if fields[1].isEmpty {
        return rooms(root, fields[2], ("memory.max", "memory.current", "inactive_file"))
      }
      guard fields[1].split(separator: ",").contains("memory") else { return [] }
      return rooms(
        "\(root)/memory", fields[2],
        ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"))
    }.min()
  }

  /// Returns the memory left in each group with a limit on the way down from a folder.
  private static func rooms(_ root: String, _ way: Substring, _ names: Files) -> [Int] {
    var folders = [root]
    for name in way.split(separator: "/") { folders.append("\(folders.last ?? root)/\(name)") }
    return folders.compactMap { folder in
      func number(_ text: some StringProtocol) -> Int? { Int(String(text).trimmed) }
      guard let limit = number(SystemMemory.text(of: "\(folder)/\(names.limit)")),
        let usage = number(SystemMemory.text(of: "\(folder)/\(names.usage)"))
      else { return nil }
      let counts = SystemMemory.text(of: "\(folder)/memory.stat").split(separator: "\n")
      let cache = counts.first { $0.hasPrefix("\(names.cache) ") }
        .flatMap { number($0.dropFirst(names.cache.count)) }
      return max(0, limit - max(0, usage - (cache ?? 0)))
    }
  }
}
