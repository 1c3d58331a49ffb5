import Base
import Distributions
import Layers
import Tensors

/// What the distribution over one weight has learned.
public struct WeightStatistics: Hashable, Sendable {
  /// The path of the weight in its module.
  public let path: String
  /// The number of elements.
  public let count: Int
  /// The cost of the weight's penalty, in nats; zero without one.
  public let divergence: Double
  /// |μ| / σ of each element, in row-major order; infinite where there is no uncertainty.
  public let signalToNoise: [Scalar]
  /// The means μ, in row-major order; a single one if all elements share it.
  public let means: [Scalar]
  /// The standard deviations σ, in row-major order; a single one if all elements share it.
  public let stddevs: [Scalar]

  /// The median |μ| / σ over all elements.
  public var medianSignalToNoise: Scalar { signalToNoise.isEmpty ? 0 : signalToNoise.median }

  /// Returns the fraction of elements that carry information: those that stand out of their noise.
  ///
  /// Reference: Blundell et al., "Weight Uncertainty in Neural Networks", ICML 2015, section 5.1,
  /// where weights of low signal-to-noise ratio are removed without loss.
  ///
  /// - Parameter threshold: The least |μ| / σ that counts. At 1, the sign is 84 % certain.
  /// - Returns: A number in [0, 1].
  public func informativeFraction(threshold: Scalar = 1) -> Double {
    guard count > 0 else { return 0 }
    return Double(signalToNoise.count(where: { $0 >= threshold })) / Double(count)
  }
}

extension Module {
  /// The statistics of each weight with a distribution, in the order of declaration.
  ///
  /// Weights that are points, and weights that can only be drawn, are left out.
  public var weightStatistics: [WeightStatistics] {
    weights.compactMap { path, weight in
      var pass = ForwardPass.inference(using: SeededGenerator(seed: 0))
      guard let distribution = weight.distribution(in: &pass), !(distribution is Deterministic)
      else { return nil }
      // This is not the amount charged to the pass: a distribution may be built from other weights,
      // which are listed themselves.
      let divergence = weight.penalty?.loss(of: weight, in: &pass).scalar ?? 0
      let ratio = abs(distribution.mean) / distribution.stddev
      return WeightStatistics(
        path: path, count: ratio.count, divergence: Double(divergence),
        signalToNoise: ratio.scalars, means: distribution.mean.scalars,
        stddevs: distribution.stddev.scalars)
    }
  }
}
