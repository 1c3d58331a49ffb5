import Base
import RealModule
import Tensors

/// The normal distribution of each component.
///
///     p(x) = exp(−(x − μ)² / (2 σ²)) / (σ √(2π))
public struct Normal: ClosedFormDivergence {
  /// The expected values μ.
  public let mean: Tensor
  /// The standard deviations σ, positive.
  public let stddev: Tensor

  /// Creates a normal distribution.
  ///
  /// - Parameters:
  ///   - mean: The expected values.
  ///   - stddev: The standard deviations, of a shape that broadcasts with that of `mean`.
  public init(mean: Tensor, stddev: Tensor) {
    (self.mean, self.stddev) = (mean, stddev)
  }

  /// The entropy of each component, in nats.
  ///
  ///     log σ + (1 + log 2π) / 2
  public var entropy: Tensor {
    let entropy = log(stddev) + (0.5 + Self.halfLogTwoPi)
    return entropy.shape == shape ? entropy : entropy.broadcast(to: shape)
  }

  /// The shape of a draw.
  package var shape: [Int] {
    broadcastShape(mean.shape, stddev.shape, for: "a normal distribution")
  }

  /// Draws a value by reparameterization.
  ///
  ///     μ + σ · ε,  ε ~ Normal(0, 1)
  ///
  /// - Parameter generator: The source of ε.
  /// - Returns: One value of each component, with gradients to both moments.
  public func sample(using generator: inout SeededGenerator) -> Tensor {
    shifted(by: Tensor(standardNormal: shape, using: &generator))
  }

  /// Returns the logarithm of the density at `value`.
  ///
  ///     −((x − μ) / σ)² / 2 − log σ − log(2π) / 2
  ///
  /// - Parameter value: A value of each component.
  /// - Returns: One number per component, in nats.
  public func logProbability(of value: Tensor) -> Tensor {
    if let stddev = fixedStddev, value.shape == mean.shape {
      return normalLogDensity(of: value, mean: mean, fixedStddev: stddev)
    }
    let distance = (value - mean) / stddev
    return -0.5 * (distance * distance) - log(stddev) - Self.halfLogTwoPi
  }

  /// Returns the divergence of each component in closed form.
  ///
  ///     log(σ₂ / σ₁) + (σ₁² + (μ₁ − μ₂)²) / (2 σ₂²) − 1/2
  ///
  /// - Parameter other: The distribution to diverge from, with shapes that broadcast to those of
  ///   this one.
  /// - Returns: One number per component in nats, zero exactly where the two are equal.
  public func klDivergence(to other: Normal) -> Tensor {
    if let divergence = fusedDivergence(to: other) { return divergence }
    let ratio = stddev / other.stddev
    let distance = (mean - other.mean) / other.stddev
    return 0.5 * (ratio * ratio + distance * distance - 1) - log(ratio)
  }

  /// The constant log(2π) / 2.
  static let halfLogTwoPi: Scalar = 0.5 * .log(2 * .pi)
}
