import Tensors

/// The terms of a world model's loss in one pass, without their weights.
public struct LossTerms {
  /// Half the squared error of an observation, summed over its elements; for frames, scaled to the
  /// number of elements in 64 × 64 pixels.
  public var observation: Tensor
  /// Half the squared error of a reward.
  public var reward: Tensor
  /// The divergence of a posterior state from its prior, in nats.
  public var stateDivergence: Tensor
  /// The charge for predictions over longer distances, in nats, if there is one.
  ///
  /// It is the divergence of posteriors from these predictions, from the free nats up.
  public var overshooting: Tensor?
  /// The divergence of all weights from their priors, in nats for the data set as a whole.
  public var weightDivergence: Tensor
  /// The weighted sum.
  public var total: Tensor
  /// The beliefs by step, drawn from the posteriors.
  public var beliefs: [Belief]
}
