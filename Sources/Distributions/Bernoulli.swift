import Base
import Tensors

/// The distribution of a component that is one with probability p, and zero otherwise.
///
/// It is parameterized by the logit l = log(p / (1 − p)), which keeps all logarithms finite.
public struct Bernoulli: ClosedFormDivergence {
  /// The logits l.
  public let logits: Tensor

  /// Creates a distribution over zeros and ones.
  ///
  /// - Parameter logits: The logarithms of the odds of a one.
  public init(logits: Tensor) { self.logits = logits }

  /// The probability p = 1 / (1 + e⁻ˡ) of a one.
  public var mean: Tensor { sigmoid(logits) }

  /// The standard deviation √(p (1 − p)) of each component.
  public var stddev: Tensor { sqrt(sigmoid(logits) * sigmoid(-logits)) }

  /// The entropy of each component, in nats.
  ///
  ///     log(1 + eˡ) − p l
  public var entropy: Tensor { softplus(logits) - mean * logits }

  /// Draws zeros and ones, through which no gradients flow.
  ///
  /// - Parameter generator: The source of randomness.
  /// - Returns: One value of each component.
  public func sample(using generator: inout SeededGenerator) -> Tensor {
    // Uniform numbers are multiples of 2⁻²⁴ from 0: subtracting half a step keeps small
    // probabilities.
    Tensor(uniform: logits.shape, using: &generator) .< mean.detached - 0x1p-25
  }

  /// Returns the logarithm of the probability of `value`.
  ///
  ///     x l − log(1 + eˡ)
  ///
  /// - Parameter value: A value of each component in [0, 1]; between the ends, the result is the
  ///   negative cross entropy.
  /// - Returns: One number per component, in nats.
  public func logProbability(of value: Tensor) -> Tensor {
    value * logits - softplus(logits)
  }

  /// Returns the divergence of each component in closed form.
  ///
  ///     p₁ (l₁ − l₂) − log(1 + exp l₁) + log(1 + exp l₂)
  ///
  /// - Parameter other: The distribution to diverge from.
  /// - Returns: One number per component, in nats.
  public func klDivergence(to other: Bernoulli) -> Tensor {
    mean * (logits - other.logits) - softplus(logits) + softplus(other.logits)
  }
}
