import Base
import Tensors

/// The normal distribution of a vector with correlated components.
///
/// The covariance is Σ = L Lᵀ with a lower triangular L, so a draw is a matrix product and a
/// density is the solution of a triangular system:
///
///     log p(x) = −|L⁻¹ (x − μ)|² / 2 − Σᵢ log Lᵢᵢ − (n / 2) log 2π
///
/// One factor can be shared by all vectors of a batch, or each vector can have its own.
public struct MultivariateNormal: ClosedFormDivergence {
  /// The expected values μ, of shape `[n]` or `[batch, n]`.
  public let mean: Tensor
  /// The lower triangular factor L of the covariance, of shape `[n, n]` or `[batch, n, n]`.
  ///
  /// The elements above the diagonal must be zero.
  public let choleskyFactor: Tensor

  /// Creates a normal distribution from a factor of its covariance.
  ///
  /// - Parameters:
  ///   - mean: The expected values, of shape `[n]` or `[batch, n]`.
  ///   - choleskyFactor: The lower triangular factor L with positive diagonal, of shape `[n, n]`,
  ///     or `[batch, n, n]` for means of shape `[batch, n]`.
  public init(mean: Tensor, choleskyFactor: Tensor) {
    let size = mean.shape.last ?? 0
    let matrix = [size, size]
    require(
      (1...2).contains(mean.rank) && size > 0
        && (choleskyFactor.shape == matrix
          || mean.rank == 2 && choleskyFactor.shape == [mean.shape[0]] + matrix),
      "means of shape \(mean.shape) and a factor of shape \(choleskyFactor.shape) do not fit")
    (self.mean, self.choleskyFactor) = (mean, choleskyFactor)
  }

  /// Creates a normal distribution from its covariance.
  ///
  /// - Parameters:
  ///   - mean: The expected values, of shape `[n]` or `[batch, n]`.
  ///   - covariance: The covariance Σ, of shape `[n, n]` or `[batch, n, n]`.
  /// - Throws: `LinearAlgebraError.notPositiveDefinite`, if the covariance is not.
  public init(mean: Tensor, covariance: Tensor) throws(LinearAlgebraError) {
    self.init(mean: mean, choleskyFactor: try cholesky(covariance))
  }

  /// The standard deviation of each component, of the shape of the mean.
  ///
  ///     √(Σⱼ Lᵢⱼ²)
  public var stddev: Tensor {
    let stddev = sqrt(square(choleskyFactor).sum(axis: -1))
    return stddev.shape == mean.shape ? stddev : stddev.broadcast(to: mean.shape)
  }

  /// The entropy of each vector, in nats.
  ///
  ///     Σᵢ log Lᵢᵢ + (n / 2) (1 + log 2π)
  public var entropy: Tensor {
    let constant = Scalar(size) * (0.5 + Normal.halfLogTwoPi)
    let entropy = logDeterminant + constant
    let shape = Array(mean.shape.dropLast())
    return entropy.shape == shape ? entropy : entropy.broadcast(to: shape)
  }

  /// Draws vectors by reparameterization.
  ///
  ///     μ + L ε,  ε ~ Normal(0, 1)
  ///
  /// - Parameter generator: The source of ε.
  /// - Returns: Vectors of the shape of the mean, with gradients to both moments.
  public func sample(using generator: inout SeededGenerator) -> Tensor {
    let noise = Tensor(standardNormal: columnShape, using: &generator)
    return mean + vectors(ofColumns: matmul(choleskyFactor, noise))
  }

  /// Returns the logarithm of the density at `value`.
  ///
  /// - Parameter value: Vectors of the shape of the mean.
  /// - Returns: One number per vector, in nats.
  public func logProbability(of value: Tensor) -> Tensor {
    let distance = distances(from: value)
    let constant = Scalar(size) * Normal.halfLogTwoPi
    return -0.5 * distance - logDeterminant - constant
  }

  /// Returns the divergence of each vector in closed form.
  ///
  ///     (|L₂⁻¹ L₁|² + |L₂⁻¹ (μ₁ − μ₂)|² − n) / 2 + Σᵢ (log L₂ᵢᵢ − log L₁ᵢᵢ)
  ///
  /// - Parameter other: The distribution to diverge from, with the same shapes.
  /// - Returns: One number per vector, in nats.
  public func klDivergence(to other: MultivariateNormal) -> Tensor {
    let ratio = triangularSolve(other.choleskyFactor, choleskyFactor)
    let spread = square(ratio).sum(axes: [-2, -1]) - Scalar(size)
    return 0.5 * (spread + other.distances(from: mean)) + other.logDeterminant
      - logDeterminant
  }

  private var size: Int { mean.shape[mean.rank - 1] }

  /// Whether each vector of the batch has its own factor.
  private var isBatched: Bool { choleskyFactor.rank == 3 }

  /// Σᵢ log Lᵢᵢ, half of the logarithm of the covariance's determinant.
  private var logDeterminant: Tensor {
    let diagonal = (choleskyFactor * Tensor(identity: size)).sum(axis: -1)
    return log(diagonal).sum(axis: -1)
  }

  /// Returns |L⁻¹ (x − μ)|² of each vector.
  private func distances(from value: Tensor) -> Tensor {
    let solution = triangularSolve(choleskyFactor, columns(ofVectors: value - mean))
    return square(vectors(ofColumns: solution)).sum(axis: -1)
  }

  /// The shape of the vectors as columns that the factor multiplies.
  private var columnShape: [Int] {
    isBatched ? mean.shape + [1] : [size, mean.count / size]
  }

  private func columns(ofVectors vectors: Tensor) -> Tensor {
    isBatched
      ? vectors.reshaped(columnShape)
      : vectors.reshaped([mean.count / size, size]).transposed()
  }

  private func vectors(ofColumns columns: Tensor) -> Tensor {
    (isBatched ? columns : columns.transposed()).reshaped(mean.shape)
  }
}
