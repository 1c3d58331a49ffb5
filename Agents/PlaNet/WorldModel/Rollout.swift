import Tensors

/// What a model made of a batch of sequences, step by step.
public struct Rollout {
  /// What the heads see, of shape `[length, batch, featureSize]`.
  public var features: Tensor
  /// The states expected before looking, of shape `[length, batch, ...]`.
  public var priors: LatentDistribution
  /// The states expected after looking, or the priors where nobody looked.
  public var posteriors: LatentDistribution
  /// The beliefs by step.
  public var beliefs: [Belief]
}
