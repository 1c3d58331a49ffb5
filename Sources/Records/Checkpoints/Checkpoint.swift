import Base

/// All that a run needs to go on as if it had never stopped.
///
/// Tensors lie in named parts, one safetensors file each, such as `model`, `optim` and `agent`.
/// The rest is in the manifest beside them.
public struct Checkpoint: Hashable, Sendable {
  /// How far the run is, in steps of whatever changes it; checkpoints are named after it.
  public var step: Int
  /// The version of the program that wrote it.
  public var producer: String
  /// The SHA-256 of the run's resolved configuration, in hexadecimal digits.
  public var configurationDigest: String
  /// The tensors, by the name of their file without `.safetensors`.
  public var parts: [String: Safetensors]
  /// The finished episodes that the replay holds, oldest first.
  public var episodes: [EpisodeFile]
  /// What bit-identical arithmetic depends on, such as `threads` and `blas_core`.
  public var arithmetic: [String: String]
  /// The generators, by what they are for.
  public var generators: [String: SeededGenerator]

  /// Creates a checkpoint.
  public init(
    step: Int, producer: String, configurationDigest: String = "",
    parts: [String: Safetensors] = [:], episodes: [EpisodeFile] = [],
    arithmetic: [String: String] = [:], generators: [String: SeededGenerator] = [:]
  ) {
    (self.step, self.producer) = (step, producer)
    (self.configurationDigest, self.parts, self.episodes) = (configurationDigest, parts, episodes)
    (self.arithmetic, self.generators) = (arithmetic, generators)
  }

  /// Returns what differs in the arithmetic of this checkpoint and of the running program.
  ///
  /// Where anything does, a resumed run is a good one but not the same bit for bit. What the program
  /// that saved it did not know of counts as it is now.
  ///
  /// - Returns: A sentence for each difference, with both values.
  public func arithmeticDifferences(from current: [String: String]) -> [String] {
    arithmetic.sorted { $0.key < $1.key }.compactMap { key, then in
      let now = current[key] ?? "unknown"
      guard then != now else { return nil }
      return "\(key) was \(then) when the checkpoint was saved and is \(now) now".printable
    }
  }
}

/// A finished episode in a file that never changes, shared by all checkpoints that list it.
public struct EpisodeFile: Hashable, Sendable {
  /// The name in the run's `episodes` folder.
  public var name: String
  /// The number of decisions.
  public var length: Int
  /// The size in bytes.
  public var size: Int
  /// The CRC-32C of the bytes.
  public var checksum: UInt32

  /// Creates the description of a file.
  public init(name: String, length: Int, size: Int, checksum: UInt32) {
    (self.name, self.length, self.size, self.checksum) = (name, length, size, checksum)
  }
}

/// Why a checkpoint cannot be used although nothing is wrong with its bytes.
public enum CheckpointError: ExplainedError {
  /// A newer program wrote it.
  case newerFormat(path: String, version: Int, known: Int, producer: String)

  /// What is wrong, in a sentence for the person at the terminal.
  public var description: String {
    switch self {
    case .newerFormat(let path, let version, let known, let producer):
      ("\(path): format version \(version), written by version \(producer), is newer than format"
        + " version \(known), the newest that this program reads; use version \(producer) or later")
        .printable
    }
  }

  /// That of data which is damaged or not what it should be.
  public var exitStatus: ExitStatus { .damagedData }
}
