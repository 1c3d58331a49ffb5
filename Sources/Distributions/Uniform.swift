import Base
import Tensors

/// The uniform distribution of each component between two bounds.
public struct Uniform: ClosedFormDivergence {
  /// The lower bounds a.
  public let lower: Tensor
  /// The upper bounds b, above the lower.
  public let upper: Tensor

  /// Creates a uniform distribution.
  ///
  /// - Parameters:
  ///   - lower: The lower bounds.
  ///   - upper: The upper bounds, of a shape that broadcasts with that of `lower`.
  public init(lower: Tensor, upper: Tensor) { (self.lower, self.upper) = (lower, upper) }

  private var width: Tensor { upper - lower }

  /// The expected value (a + b) / 2 of each component.
  public var mean: Tensor { (lower + upper) * 0.5 }

  /// The standard deviation (b − a) / √12 of each component.
  public var stddev: Tensor { width * (1 / Scalar(12).squareRoot()) }

  /// The entropy log(b − a) of each component, in nats.
  public var entropy: Tensor { log(width) }

  /// Draws a value by reparameterization.
  ///
  ///     a + (b − a) · u,  u ~ Uniform[0, 1)
  ///
  /// - Parameter generator: The source of u.
  /// - Returns: One value of each component, with gradients to both bounds.
  public func sample(using generator: inout SeededGenerator) -> Tensor {
    let shape = broadcastShape(lower.shape, upper.shape, for: "a uniform distribution")
    return lower + width * Tensor(uniform: shape, using: &generator)
  }

  /// Returns −log(b − a) between the bounds, and −∞ outside.
  ///
  /// - Parameter value: A value of each component.
  /// - Returns: One number per component, in nats, with gradients to the bounds.
  public func logProbability(of value: Tensor) -> Tensor {
    let inside = (value.detached .>= lower.detached) * (value.detached .<= upper.detached)
    return log(inside) - entropy
  }

  /// Returns the divergence of each component in closed form.
  ///
  ///     log((b₂ − a₂) / (b₁ − a₁))
  ///
  /// The divergence is infinite where this interval reaches outside the other's.
  ///
  /// - Parameter other: The distribution to diverge from.
  /// - Returns: One number per component, in nats, with gradients to the bounds.
  public func klDivergence(to other: Uniform) -> Tensor {
    let (a, b) = (lower.detached, upper.detached)
    let covered = (a .>= other.lower.detached) * (b .<= other.upper.detached)
    return other.entropy - entropy - log(covered)
  }
}
