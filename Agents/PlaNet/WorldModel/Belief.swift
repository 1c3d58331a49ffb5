import Base
import Tensors

/// A model's belief about the state of the world, for a batch of worlds.
public struct Belief {
  /// The deterministic state h, of shape `[batch, deterministicSize]`.
  public var deterministic: Tensor
  /// The stochastic state s, a draw, of shape `[batch, stochasticSize]`.
  public var stochastic: Tensor

  /// Creates a belief.
  ///
  /// - Precondition: Both parts have the same number of worlds.
  public init(deterministic: Tensor, stochastic: Tensor) {
    require(
      deterministic.shape[0] == stochastic.shape[0],
      "states of shapes \(deterministic.shape) and \(stochastic.shape) are of different worlds")
    (self.deterministic, self.stochastic) = (deterministic, stochastic)
  }

  /// The input of the heads: h and s concatenated, of shape `[batch, featureSize]`.
  public var features: Tensor { concatenated(deterministic, stochastic) }

  /// Returns this belief about one world, repeated for `count` worlds.
  ///
  /// - Precondition: It is the belief about a single world.
  public func repeated(_ count: Int) -> Belief {
    Belief(
      deterministic: deterministic.broadcast(to: [count, deterministic.shape[1]]),
      stochastic: stochastic.broadcast(to: [count, stochastic.shape[1]]))
  }
}
