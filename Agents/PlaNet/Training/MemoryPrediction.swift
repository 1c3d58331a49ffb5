import Layers
import Tensors

/// How much memory training is going to take at its peak.
///
/// The replay is exact. The rest is what was measured to be kept of a batch's pass and of each
/// parameter, and is meant as a bound.
public struct MemoryPrediction: Hashable, Sendable {
  /// The most bytes that episodes take.
  public let replay: Int
  /// The bytes of parameters, of what the optimizer and a checkpoint keep of them, and of a batch's
  /// pass.
  public let learning: Int

  /// All bytes.
  public var total: Int {
    let (sum, overflow) = replay.addingReportingOverflow(learning)
    return overflow ? .max : sum
  }

  /// Values, two moments, gradients, the last good values and moments, and all of them in a file.
  private static let copiesOfParameters = 12.0
  /// Values and gradients, and what convolutions work in.
  private static let copiesOfActivations = 2.75
  /// The program and its libraries, with 32 MB for the episode that is played.
  private static let programBytes = 96e6

  /// Predicts the peak of training a model.
  init(_ configuration: PlaNetConfiguration, _ model: WorldModel, observationSize: Int) {
    replay = configuration.trainer.replayBytes
    let scalar = Double(MemoryLayout<Scalar>.size)
    let behavior = configuration.behavior
    let hidden = behavior.hiddenSizes.reduce(0.0) { $0 + Double($1) }
    let imagined =
      behavior.isLearned
      ? Double(behavior.starts) * Double(behavior.horizon)
        * (configuration.model.stepActivationCount + 2 * hidden) : 0
    let parameters = model.parameters.reduce(0.0) { $0 + Double($1.parameter.value.count) }
    let trainer = configuration.trainer
    let observations = Double(trainer.batchSize) * Double(trainer.sequenceLength)
    let activations = configuration.activationCount(observationSize: observationSize)
    let planning =
      Double(configuration.planner.candidates) * Double(configuration.planner.horizon)
      * configuration.model.stepActivationCount
    let bytes =
      scalar
      * (parameters * Self.copiesOfParameters
        + max((observations * activations + imagined) * Self.copiesOfActivations, planning))
      + Self.programBytes
    learning = Int(exactly: bytes.rounded(.up)) ?? .max
  }
}

extension PlaNetConfiguration {
  /// The numbers that a pass computes for one observation of a batch.
  fileprivate func activationCount(observationSize: Int) -> Double {
    let heads = model.rewardHiddenSizes.reduce(0.0) { $0 + Double($1) }
    let distance = 1 + Double(max(0, loss.overshootingDistance))
    let states = model.stepActivationCount * distance + heads
    guard observation == .frames else {
      return states + 2 * Double(observationSize) + 4 * Double(model.hiddenSize)
    }
    let (side, depth) = (model.imageSide, Double(model.convolutionDepth))
    // The encoder's layers, the decoder's, and the frame as it is seen and as it is drawn.
    let encoder = side == 64 ? [(31, 1.0), (14, 2), (6, 4), (2, 8)] : [(15, 1.0), (6, 2), (2, 4)]
    let decoder = side == 64 ? [(5, 4.0), (13, 2), (30, 1)] : [(5, 4.0), (14, 2)]
    let layers = (encoder + decoder).reduce(32 * depth) { sum, layer in
      sum + Double(layer.0 * layer.0) * layer.1 * depth
    }
    return states + layers + 2 * Double(3 * side * side)
  }
}

extension WorldModelConfiguration {
  /// The numbers that a step of the dynamics computes: gates, states, and hidden layers.
  fileprivate var stepActivationCount: Double {
    8 * Double(recurrentSize) + 6 * Double(sampleSize) + 4 * Double(hiddenSize)
  }
}
