import Base
import Tensors

/// The distribution that always gives the same value.
///
/// Probabilities are of points, not densities: the value has probability one.
public struct Deterministic: ClosedFormDivergence {
  /// The value.
  public let value: Tensor

  /// Creates the distribution of a value.
  public init(_ value: Tensor) { self.value = value }

  /// The value.
  public var mean: Tensor { value }

  /// Zeros.
  public var stddev: Tensor { Tensor(repeating: 0, shape: value.shape) }

  /// Zeros: there is nothing to learn from a draw.
  public var entropy: Tensor { Tensor(repeating: 0, shape: value.shape) }

  /// Returns the value, with its gradient.
  ///
  /// - Parameter generator: Is not used.
  /// - Returns: The value.
  public func sample(using generator: inout SeededGenerator) -> Tensor { value }

  /// Returns zero where `value` is ours, and −∞ elsewhere.
  ///
  /// - Parameter value: A value of each component, of our shape.
  /// - Returns: One number a component, in nats, without gradient.
  public func logProbability(of value: Tensor) -> Tensor {
    require(
      value.shape == self.value.shape,
      "a value of shape \(value.shape) is none of a point of shape \(self.value.shape)")
    return Tensor(shape: value.shape) { result in
      let point = self.value.elements
      for index in 0..<value.count {
        result[index] = value.elements[index] == point[index] ? 0 : -.infinity
      }
    }
  }

  /// Returns zero where both values are equal, and ∞ elsewhere.
  ///
  /// - Parameter other: The distribution to diverge from.
  /// - Returns: One number a component, in nats, without gradient.
  public func klDivergence(to other: Deterministic) -> Tensor {
    -other.logProbability(of: value)
  }
}
