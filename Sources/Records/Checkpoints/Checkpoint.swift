import Base

/// Everything that a run needs to continue as if it had never stopped.
///
/// Tensors are in named parts, such as `model`, `optim` and `agent`, with one safetensors file
/// each. The rest is in the manifest beside them.
public struct Checkpoint: Hashable, Sendable {
  /// The progress of the run, in steps of whatever changes it; checkpoints are named after it.
  public var step: Int
  /// The version of the program that wrote it.
  public var producer: String
  /// The SHA-256 of the run's resolved configuration, in hexadecimal digits.
  public var configurationDigest: String
  /// The tensors, by the name of their file without `.safetensors`.
  public var parts: [String: Safetensors]
  /// The finished episodes that the replay holds, oldest first.
  public var episodes: [EpisodeFile]
  /// The properties that bit-identical arithmetic depends on, such as `threads` and `blas_core`.
  public var arithmetic: [String: String]
  /// The generators, by their purpose.
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

  /// Returns the differences between the arithmetic of this checkpoint and that of the running
  /// program.
  ///
  /// If there are any, a resumed run is valid, but not the same bit for bit. Properties unknown to
  /// the program that saved the checkpoint count as unchanged.
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

/// A finished episode in a file that never changes and is shared by all checkpoints that list it.
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

/// The reason why a checkpoint cannot be used although its bytes are intact.
public enum CheckpointError: ExplainedError {
  /// A newer program wrote it.
  case newerFormat(path: String, version: Int, known: Int, producer: String)

  /// A sentence that tells the user what is wrong.
  public var description: String {
    switch self {
    case .newerFormat(let path, let version, let known, let producer):
      ("\(path): format version \(version), written by version \(producer), is newer than format"
        + " version \(known), the newest that this program reads; use version \(producer) or later")
        .printable
    }
  }

  /// The status for data that is damaged or unexpected.
  public var exitStatus: ExitStatus { .damagedData }
}
