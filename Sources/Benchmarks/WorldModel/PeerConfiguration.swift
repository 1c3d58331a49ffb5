import PlaNet

/// A world model of fixed sizes, to compare with the same arithmetic in another framework.
package struct PeerConfiguration: Codable, Hashable, Sendable {
  /// The sizes and variants of the model.
  package var model: WorldModelConfiguration
  /// The number of sequences in a batch.
  package var batchSize: Int
  /// The number of decisions in a sequence.
  package var length: Int

  /// The sizes of the paper: 2500 frames of 64 × 64 in a training step.
  package static let planet = PeerConfiguration(convolutionDepth: 32, batchSize: 50, length: 50)

  /// A quarter of the arithmetic per frame, and 512 frames in a training step.
  package static let compact = PeerConfiguration(convolutionDepth: 16, batchSize: 16, length: 32)

  /// The configurations by the names of their presets.
  package static let presets = ["peer-compact": compact, "peer-planet": planet]

  /// The number of components of an action: the cheetah's.
  static let actionSize = 6

  private init(convolutionDepth: Int, batchSize: Int, length: Int) {
    model = WorldModelConfiguration()
    model.convolutionDepth = convolutionDepth
    model.rewardHiddenSizes = [200, 200]
    (self.batchSize, self.length) = (batchSize, length)
  }
}

extension PeerConfiguration {
  /// The first invalid value with its problem, or `nil`.
  package var fault: (name: String, problem: String)? {
    if let (name, problem) = model.fault { return ("model.\(name)", problem) }
    return Bounds.fault(among: [
      "batchSize": Bounds.problem(batchSize), "length": Bounds.problem(length),
    ])
  }

  /// The predicted memory use of a measurement.
  package var memoryPrediction: MemoryPrediction {
    MemoryPrediction(
      learning: model, actionSize: Self.actionSize, batchSize: batchSize, length: length)
  }
}
