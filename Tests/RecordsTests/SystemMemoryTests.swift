import Foundation
import Records
import TestSupport
import Testing

@Suite struct SystemMemoryTests {
  @Test func theMachineTells() throws {
    #expect(try #require(SystemMemory.available) > 1 << 20)
    #expect(try #require(SystemMemory.resident) > 1 << 20)
  }

  /// The least of a job and the groups above it counts, caches aside.
  @Test func groupsOfTheSecondVersionAreLimits() throws {
    try withTemporaryFolder { root in
      try describe(root, ["memory.stat": "anon 5\n"])
      try describe(
        "\(root)/job", ["memory.max": "1000\n", "memory.current": "700\n", "memory.stat": ""])
      try describe(
        "\(root)/job/step",
        [
          "memory.max": "900\n", "memory.current": "700\n",
          "memory.stat": "anon 100\ninactive_file_x 9\ninactive_file 250\n",
        ])
      let available = { ControlGroup.availableMemory(of: $0, in: root) }
      #expect(available("0::/job\n") == 300)
      #expect(available("0::/job/step\n") == 300)
      try describe("\(root)/job", ["memory.max": "max\n"])
      #expect(available("0::/job/step\n") == 450)
      #expect(available("0::/job\n") == nil)
      #expect(available("0::/elsewhere\n") == nil)
      #expect(available("") == nil)
    }
  }

  @Test func groupsOfTheFirstVersionAreLimits() throws {
    try withTemporaryFolder { root in
      // As in a container, whose own group is the root, under a name that leads nowhere.
      try describe(
        "\(root)/memory",
        [
          "memory.limit_in_bytes": "2000\n", "memory.usage_in_bytes": "2100\n",
          "memory.stat": "inactive_file 1\ntotal_inactive_file 400\n",
        ])
      let lines = "5:cpu,cpuacct:/docker/ab\n4:memory:/docker/ab\n1:name=systemd:/\n0::/\n"
      #expect(ControlGroup.availableMemory(of: lines, in: root) == 300)
      try describe("\(root)/memory", ["memory.usage_in_bytes": "9000\n"])
      #expect(ControlGroup.availableMemory(of: lines, in: root) == 0)
      try describe("\(root)/memory", ["memory.limit_in_bytes": "9223372036854771712\n"])
      #expect(ControlGroup.availableMemory(of: lines, in: root) == 9_223_372_036_854_763_112)
    }
  }

  private func describe(_ group: String, _ files: [String: String]) throws {
    try FileManager.default.createDirectory(atPath: group, withIntermediateDirectories: true)
    for (name, text) in files {
      try Data(text.utf8).write(to: URL(filePath: "\(group)/\(name)"))
    }
  }
}
