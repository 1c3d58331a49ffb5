import Tensors

/// The states of a model along a batch of sequences.
public struct Rollout {
  /// The input of the heads, of shape `[length, batch, featureSize]`.
  public var features: Tensor
  /// The distributions of states before looking, of shape `[length, batch, ...]`.
  public var priors: LatentDistribution
  /// The distributions of states after looking, or the priors without looking.
  public var posteriors: LatentDistribution
  /// The beliefs by step.
  public var beliefs: [Belief]
}
