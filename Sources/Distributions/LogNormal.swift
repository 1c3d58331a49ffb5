import Base
import Tensors

/// The distribution of a positive component whose logarithm is normal.
public struct LogNormal: ClosedFormDivergence {
  /// The distribution of the logarithm, with mean μ and standard deviation σ.
  public let logarithm: Normal

  /// Creates a log-normal distribution.
  ///
  /// - Parameters:
  ///   - logMean: The mean μ of the logarithm.
  ///   - logStddev: The standard deviation σ of the logarithm, positive.
  public init(logMean: Tensor, logStddev: Tensor) {
    logarithm = Normal(mean: logMean, stddev: logStddev)
  }

  /// The expected value of each component.
  ///
  ///     exp(μ + σ² / 2)
  public var mean: Tensor {
    exp(logarithm.mean + square(logarithm.stddev) * 0.5)
  }

  /// The standard deviation of each component.
  ///
  ///     exp(μ + σ² / 2) · √(exp(σ²) − 1)
  public var stddev: Tensor { mean * sqrt(expm1(square(logarithm.stddev))) }

  /// The entropy of each component, in nats.
  ///
  ///     μ + log σ + (1 + log 2π) / 2
  public var entropy: Tensor { logarithm.mean + logarithm.entropy }

  /// Draws a value by reparameterization.
  ///
  ///     exp(μ + σ · ε),  ε ~ Normal(0, 1)
  ///
  /// - Parameter generator: The source of ε.
  /// - Returns: One positive value of each component.
  public func sample(using generator: inout SeededGenerator) -> Tensor {
    exp(logarithm.sample(using: &generator))
  }

  /// Returns the logarithm of the density at `value`.
  ///
  /// - Parameter value: A positive value of each component.
  /// - Returns: One number per component, in nats.
  public func logProbability(of value: Tensor) -> Tensor {
    let logValue = log(value)
    return logarithm.logProbability(of: logValue) - logValue
  }

  /// Returns the divergence of each component in closed form: that of the logarithms.
  ///
  /// - Parameter other: The distribution to diverge from.
  /// - Returns: One number per component, in nats.
  public func klDivergence(to other: LogNormal) -> Tensor {
    logarithm.klDivergence(to: other.logarithm)
  }
}
