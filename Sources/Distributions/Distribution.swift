import Base
import Tensors

/// A probability distribution over tensors.
///
/// Components are independent unless the type says otherwise, and densities, entropies and
/// divergences have one number per component. ``Independent`` sums them over the last axes, so that
/// a batch of vectors has one density per vector.
public protocol Distribution {
  /// The expected value, of a shape that broadcasts to the shape of a draw.
  var mean: Tensor { get }

  /// The standard deviation of each component, of a shape that broadcasts to the shape of a draw.
  var stddev: Tensor { get }

  /// The entropy of each component, in nats.
  ///
  /// For a density, this is the differential entropy, which may be negative.
  var entropy: Tensor { get }

  /// Draws a value.
  ///
  /// Gradients flow through the draw to the distribution's tensors if the draw is a smooth function
  /// of them and of noise; the documentation of a type says if it is not.
  ///
  /// - Parameter generator: The source of the noise.
  /// - Returns: One value of each component.
  func sample(using generator: inout SeededGenerator) -> Tensor

  /// Returns the logarithm of the density, or of the probability, at `value`.
  ///
  /// - Parameter value: A value of each component, of a shape that broadcasts to theirs.
  /// - Returns: One number per component, in nats.
  func logProbability(of value: Tensor) -> Tensor
}

/// A distribution whose components are independent and each symmetric about its mean.
///
/// A flipped component, 2 · mean − x, therefore has the same distribution as x, whatever the other
/// components are.
public protocol SymmetricDistribution: Distribution {}

extension Deterministic: SymmetricDistribution {}
extension Independent: SymmetricDistribution where Components: SymmetricDistribution {}
extension Normal: SymmetricDistribution {}
extension Uniform: SymmetricDistribution {}

/// A distribution whose divergence from others of its kind has a closed form.
public protocol ClosedFormDivergence: Distribution {
  /// Returns the Kullback–Leibler divergence KL(self ‖ other) of each component.
  ///
  ///     ∫ p(x) (log p(x) − log q(x)) dx
  ///
  /// - Parameter other: The distribution q to diverge from.
  /// - Returns: One number per component in nats, zero exactly where the two are equal.
  func klDivergence(to other: Self) -> Tensor
}

extension Distribution {
  /// Estimates the Kullback–Leibler divergence KL(self ‖ other) from draws.
  ///
  /// The estimate is unbiased, and its standard error falls with the square root of the number of
  /// draws. It uses only densities, so the two distributions may be of different kinds. Gradients
  /// flow as they do through ``sample(using:)``.
  ///
  /// - Parameters:
  ///   - other: The distribution to diverge from.
  ///   - drawCount: The number of draws to average over.
  ///   - generator: The source of the draws.
  /// - Returns: One estimate per component, in nats. It may be negative.
  /// - Precondition: `drawCount` is positive.
  public func monteCarloKLDivergence(
    to other: any Distribution, drawCount: Int = 1, using generator: inout SeededGenerator
  ) -> Tensor {
    require(drawCount > 0, "a Monte Carlo divergence needs draws, not \(drawCount)")
    var total = logRatio(to: other, using: &generator)
    for _ in 1..<drawCount { total = total + logRatio(to: other, using: &generator) }
    return drawCount == 1 ? total : total / Scalar(drawCount)
  }

  private func logRatio(
    to other: any Distribution, using generator: inout SeededGenerator
  ) -> Tensor {
    let value = sample(using: &generator)
    return logProbability(of: value) - other.logProbability(of: value)
  }
}
