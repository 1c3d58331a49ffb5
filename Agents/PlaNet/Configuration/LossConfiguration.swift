import Tensors

/// The weights of the terms of a world model's loss.
///
/// The defaults are PlaNet's, including its weight of 10 for rewards.
public struct LossConfiguration: Codable, Hashable, Sendable {
  /// The place where free nats apply.
  public enum FreeNats: String, CaseIterable, Codable, Sendable {
    /// Each state's divergence counts only above the free nats.
    case eachState
    /// The mean over the batch counts only above the free nats.
    case batchMean
  }

  /// The weight of the observations' squared error, positive, because it also sets the noise of
  /// predictions.
  ///
  /// Frames count as if they were 64 × 64.
  public var observationScale: Scalar = 1
  /// The weight of the rewards' squared error, positive, because it also sets the noise of
  /// predictions.
  public var rewardScale: Scalar = 10
  /// The weight of the state divergence whose gradient moves the prior.
  public var priorScale: Scalar = 1
  /// The weight of the state divergence whose gradient moves the posterior.
  public var posteriorScale: Scalar = 1
  /// The divergence that is free of charge, in nats.
  public var freeNats: Scalar = 3
  /// The place where free nats apply.
  public var freeNatsPer = FreeNats.eachState
  /// The longest prediction whose divergence is charged, in steps; 1 or less means none.
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
  /// The first invalid value with its problem, or `nil`.
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
