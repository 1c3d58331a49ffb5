import Base
import Tensors

/// The distribution of a category, represented by a one-hot vector.
///
/// Gradients flow through a draw as if it were the probabilities, which is biased but works.
///
/// Reference: Bengio, Léonard and Courville, "Estimating or Propagating Gradients Through
/// Stochastic Neurons for Conditional Computation", 2013 (the straight-through estimator); Hafner
/// et al., "Mastering Atari with Discrete World Models", ICLR 2021, algorithm 1.
public struct OneHotCategorical: ClosedFormDivergence {
  /// The distribution of the category's index.
  public let category: Categorical

  /// Creates a distribution over one-hot vectors.
  ///
  /// - Parameter logits: The logarithms of the probabilities up to a constant, of shape
  ///   `[..., categories]`.
  public init(logits: Tensor) { category = Categorical(logits: logits) }

  /// The logits, of shape `[..., categories]`.
  public var logits: Tensor { category.logits }

  /// The probabilities, of shape `[..., categories]`.
  public var mean: Tensor { category.probabilities }

  /// The standard deviation √(pₖ (1 − pₖ)) of each element.
  public var stddev: Tensor {
    let probabilities = mean
    return sqrt(probabilities * (1 - probabilities))
  }

  /// The entropy of each draw, in nats, of shape `[...]`.
  public var entropy: Tensor { category.entropy }

  /// Draws one-hot vectors whose gradient goes to the probabilities.
  ///
  /// - Parameter generator: The source of randomness.
  /// - Returns: Exact zeros and ones, of shape `[..., categories]`.
  public func sample(using generator: inout SeededGenerator) -> Tensor {
    let indices = category.sampleIndices(using: &generator)
    let draw = Tensor(oneHot: indices, classCount: category.categoryCount).reshaped(logits.shape)
    let probabilities = category.probabilities
    return draw + (probabilities - probabilities.detached)
  }

  /// Returns the logarithm of the probability of `value`.
  ///
  /// - Parameter value: One-hot vectors, of shape `[..., categories]`.
  /// - Returns: One number per draw, in nats, of shape `[...]`, with gradients to both.
  public func logProbability(of value: Tensor) -> Tensor {
    let logarithms = category.logProbabilities
    // The −∞ of an impossible category times zero would be NaN, so it counts only where the one is.
    let isCounted = (logarithms .> Tensor(-Scalar.infinity)) + value.detached
    return (select(logarithms, 0, where: isCounted) * value).sum(axis: -1)
  }

  /// Returns the divergence of each draw in closed form.
  ///
  /// - Parameter other: The distribution to diverge from, with the same number of categories.
  /// - Returns: One number per draw, in nats.
  public func klDivergence(to other: OneHotCategorical) -> Tensor {
    category.klDivergence(to: other.category)
  }
}
