import Base
import Tensors

/// The distribution that always gives the same value.
///
/// It has probabilities of points instead of densities: its value has probability one.
public struct Deterministic: ClosedFormDivergence {
  /// The value.
  public let value: Tensor

  /// Creates the distribution of a value.
  public init(_ value: Tensor) { self.value = value }

  /// The value.
  public var mean: Tensor { value }

  /// Zeros.
  public var stddev: Tensor { Tensor(repeating: 0, shape: value.shape) }

  /// Zeros, because a draw carries no information.
  public var entropy: Tensor { Tensor(repeating: 0, shape: value.shape) }

  /// Returns the value, with its gradient.
  ///
  /// - Parameter generator: Not used.
  /// - Returns: The value.
  public func sample(using generator: inout SeededGenerator) -> Tensor { value }

  /// Returns zero where `value` equals the distribution's value, and −∞ elsewhere.
  ///
  /// - Parameter value: A value of each component, of the shape of the distribution's value.
  /// - Returns: One number per component, in nats, without gradient.
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
  /// - Returns: One number per component, in nats, without gradient.
  public func klDivergence(to other: Deterministic) -> Tensor {
    -other.logProbability(of: value)
  }
}
