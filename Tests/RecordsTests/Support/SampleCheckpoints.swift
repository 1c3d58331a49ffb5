import Base
import Foundation
import Records
import Testing

extension Checkpoint {
  /// A checkpoint whose every byte follows from its step.
  init(sample step: Int, elementCount: Int = 600, episodes: [EpisodeFile] = []) {
    var generator = SeededGenerator(seed: UInt64(step))
    func part(_ count: Int) -> Safetensors {
      let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      return Safetensors(
        ["w": StoredTensor(bytes: bytes, shape: [count])], metadata: ["step": "\(step)"])
    }
    self.init(
      step: step, producer: "0.1.0", configurationDigest: SHA256.hexadecimalDigest([1]),
      parts: ["model": part(elementCount), "optim": part(2 * elementCount), "agent": part(9)],
      episodes: episodes, arithmetic: ["blas_core": "Any", "blas_threads": "2"],
      generators: ["planner": SeededGenerator(seed: .max, stream: 1 << 63, position: 7)])
  }
}

/// Calls `body` with a new folder that is removed afterwards.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(
    path: "orrery-\(UUID().uuidString)"
  ).path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

/// Returns the path of a program that is built with the tests.
func builtProgram(_ name: String) throws -> String {
  let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  let path = URL(filePath: tests).deletingLastPathComponent().appending(path: name).path
  try #require(FileManager.default.isExecutableFile(atPath: path), "\(path) is not built")
  return path
}
