import Base
import Tensors

/// Normalizes each feature over the batch, then scales and shifts it.
///
///     scale ∘ (x − μ) / √(σ² + ε) + offset
///
/// The last axis ranges over the features; all others are the batch. In a training pass, μ and σ²
/// are the batch's own, and the running statistics move towards them if they are finite; otherwise
/// they are the running statistics, so that the output for an example does not depend on its
/// neighbours.
///
/// Reference: Ioffe and Szegedy, "Batch Normalization", ICML 2015, algorithms 1 and 2.
public struct BatchNorm: Layer {
  /// The factors, of shape `[size]`.
  public let scale: Weight
  /// The shifts, of shape `[size]`.
  public let offset: Weight
  /// The mean of each feature over past batches, of shape `[size]`.
  public let runningMean: Buffer
  /// The variance of each feature over past batches, of shape `[size]`.
  public let runningVariance: Buffer
  /// The fraction of the running statistics that is kept in each training pass.
  public let momentum: Scalar
  /// The constant added to the variance, ε.
  public let epsilon: Scalar

  /// Creates a batch normalization.
  ///
  /// - Parameters:
  ///   - size: The number of features.
  ///   - momentum: The fraction of the running statistics that is kept in each training pass.
  ///   - epsilon: The constant added to the variance.
  ///   - scaleInitializer: Makes the factors, of shape `[size]`.
  ///   - offsetInitializer: Makes the shifts, of shape `[size]`.
  ///   - generator: The source of the initial values.
  public init(
    _ size: Int, momentum: Scalar = 0.99, epsilon: Scalar = 1e-3,
    scaleInitializer: Initializer = .ones, offsetInitializer: Initializer = .zeros,
    using generator: inout SeededGenerator
  ) {
    require((0...1).contains(momentum), "a momentum is in [0, 1], not \(momentum)")
    scale = Weight(shape: [size], initializer: scaleInitializer, using: &generator)
    offset = Weight(shape: [size], initializer: offsetInitializer, using: &generator)
    runningMean = Buffer(Tensor(repeating: 0, shape: [size]))
    runningVariance = Buffer(Tensor(repeating: 1, shape: [size]))
    (self.momentum, self.epsilon) = (momentum, epsilon)
  }

  public func callAsFunction(_ input: Tensor, in pass: inout ForwardPass) -> Tensor {
    require(
      input.shape.last == scale.shape[0],
      "a batch normalization of \(scale.shape[0]) features cannot take shape \(input.shape)")
    let (mean, variance) =
      pass.isTraining ? batchMoments(of: input) : (runningMean.value, runningVariance.value)
    let normalized = (input - mean) / sqrt(variance + epsilon)
    return normalized * scale(in: &pass) + offset(in: &pass)
  }

  /// Returns the moments of a batch, and moves the running statistics towards them.
  private func batchMoments(of input: Tensor) -> (mean: Tensor, variance: Tensor) {
    let size = runningMean.value.count
    require(
      input.count > size,
      "a batch of shape \(input.shape) has too few examples to normalize \(size) features by")
    let batchAxes = Array(0..<input.rank - 1)
    let mean = input.mean(axes: batchAxes)
    let centered = input - mean
    let variance = (centered * centered).mean(axes: batchAxes)
    // The variance of the data is slightly larger than that around the batch's own mean.
    let count = Scalar(input.count / size)
    let spread = variance.detached * (count / (count - 1))
    // A batch whose gradients are not finite is skipped, and must not spoil all later ones.
    if mean.allFinite, spread.allFinite {
      move(runningMean, to: mean.detached)
      move(runningVariance, to: spread)
    }
    return (mean, variance)
  }

  private func move(_ buffer: Buffer, to value: Tensor) {
    buffer.value = momentum * buffer.value + (1 - momentum) * value
  }
}
