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

  /// The weight of the observations' squared error.
  ///
  /// Frames count as if they were 64 × 64.
  public var observationScale: Scalar = 1
  /// The weight of the rewards' squared error.
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

/// The terms of a world model's loss in one pass, each before its weight.
public struct LossTerms {
  /// Half the squared error of an observation, summed over its elements; of frames, over as many as
  /// 64 × 64 pixels have.
  public var observation: Tensor
  /// Half the squared error of a reward.
  public var reward: Tensor
  /// The divergence of a posterior state from its prior, in nats.
  public var stateDivergence: Tensor
  /// What is charged for predictions over longer distances, in nats, if anything is.
  ///
  /// It is the divergence of posteriors from them, from the free nats up.
  public var overshooting: Tensor?
  /// The divergence of all weights from their priors, in nats for the data set as a whole.
  public var weightDivergence: Tensor
  /// The weighted sum.
  public var total: Tensor
  /// The beliefs by step, drawn from the posteriors.
  public var beliefs: [Belief]
}
