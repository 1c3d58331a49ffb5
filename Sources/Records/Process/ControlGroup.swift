import Glibc

/// What the groups that this program is in, such as those of a container or of a job, may have of
/// memory.
///
/// Reference: the Linux kernel's documentation, "Control Group v2", section "Memory", and "Memory
/// Resource Controller" for version 1.
package enum ControlGroup {
  /// The files of a version, and the count of what is cached for files and given back when asked for.
  private typealias Files = (limit: String, usage: String, cache: String)

  /// Returns what is left of memory.
  ///
  /// - Parameters:
  ///   - membership: The lines of `/proc/self/cgroup`, as `0::/job/step` or `4:memory:/job`.
  ///   - root: Where groups are folders. In a container it may be its own group, and the names of
  ///     those above it lead nowhere.
  /// - Returns: The bytes that programs of the groups can still have, or `nil` if there is no limit.
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

  /// Returns what each group on a way down from a folder has left, of those that have a limit.
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
