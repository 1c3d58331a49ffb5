import Base
import Records

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
