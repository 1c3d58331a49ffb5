import Tensors

/// What the terms of a world model's loss weigh.
///
/// The defaults are PlaNet's, with rewards weighing 10 as there.
public struct LossConfiguration: Codable, Hashable, Sendable {
  /// Where free nats are given.
  public enum FreeNats: String, CaseIterable, Codable, Sendable {
    /// Each state's divergence counts from the free nats up.
    case eachState
    /// The mean over the batch counts from the free nats up.
    case batchMean
  }

  /// The weight of the observations' squared error, positive, as predictions are judged by it.
  ///
  /// Frames count as if they were 64 × 64.
  public var observationScale: Scalar = 1
  /// The weight of the rewards' squared error, positive, as predictions are judged by it.
  public var rewardScale: Scalar = 10
  /// The weight of what the prior is off the posterior: gradients to the prior.
  public var priorScale: Scalar = 1
  /// The weight of what the posterior is off the prior: gradients to the posterior.
  public var posteriorScale: Scalar = 1
  /// The divergence that costs nothing, in nats.
  public var freeNats: Scalar = 3
  /// Where free nats are given.
  public var freeNatsPer = FreeNats.eachState
  /// The longest prediction whose divergence is charged, in steps; none at 1 or less.
  ///
  /// Reference: Hafner et al., "Learning Latent Dynamics for Planning from Pixels", ICML 2019,
  /// section 4 and eq. 7.
  public var overshootingDistance = 0
  /// The weight of the mean divergence of longer predictions.
  public var overshootingScale: Scalar = 1
  /// The weight of the weights' divergence, which is divided by the number of decisions seen.
  public var weightScale: Scalar = 1
  /// The number of updates over which the weight divergence's weight grows from 0 to its value.
  ///
  /// Reference: Sønderby et al., "Ladder Variational Autoencoders", NeurIPS 2016, section 2.3.
  public var weightAnnealingUpdates = 0

  /// Creates PlaNet's configuration.
  public init() {}
}

extension LossConfiguration {
  /// What is wrong with the values, or `nil`.
  var fault: (name: String, problem: String)? {
    Bounds.fault(among: [
      "observationScale": Bounds.problem(positive: observationScale),
      "rewardScale": Bounds.problem(positive: rewardScale),
      "priorScale": Bounds.problem(notNegative: priorScale),
      "posteriorScale": Bounds.problem(notNegative: posteriorScale),
      "freeNats": Bounds.problem(notNegative: freeNats),
      "overshootingScale": Bounds.problem(notNegative: overshootingScale),
      "weightScale": Bounds.problem(notNegative: weightScale),
      "overshootingDistance": Bounds.problem(overshootingDistance, from: 0),
      "weightAnnealingUpdates": Bounds.problem(
        weightAnnealingUpdates, from: 0, to: Bounds.total),
    ])
  }
}
