import Base
import Tensors

/// Normalizes the features of each example, then scales and shifts them.
///
///     scale ∘ (x − mean(x)) / √(variance(x) + ε) + offset
///
/// Mean and variance are taken over the last axis.
///
/// Reference: Ba, Kiros and Hinton, "Layer Normalization", 2016, eq. 4.
public struct LayerNorm: Layer {
  /// The factors, of shape `[size]`.
  public let scale: Weight
  /// The shifts, of shape `[size]`.
  public let offset: Weight
  /// The constant added to the variance, ε.
  public let epsilon: Scalar

  /// Creates a layer normalization.
  ///
  /// - Parameters:
  ///   - size: The number of features.
  ///   - epsilon: The constant added to the variance.
  ///   - scaleInitializer: Makes the factors, of shape `[size]`.
  ///   - offsetInitializer: Makes the shifts, of shape `[size]`.
  ///   - generator: The source of the initial values.
  public init(
    _ size: Int, epsilon: Scalar = 1e-5,
    scaleInitializer: Initializer = .ones, offsetInitializer: Initializer = .zeros,
    using generator: inout SeededGenerator
  ) {
    scale = Weight(shape: [size], initializer: scaleInitializer, using: &generator)
    offset = Weight(shape: [size], initializer: offsetInitializer, using: &generator)
    self.epsilon = epsilon
  }

  public func callAsFunction(_ input: Tensor, in pass: inout ForwardPass) -> Tensor {
    require(
      input.shape.last == scale.shape[0],
      "a layer normalization of \(scale.shape[0]) features cannot take shape \(input.shape)")
    let centered = input - input.mean(axes: [-1], keepingDimensions: true)
    let variance = (centered * centered).mean(axes: [-1], keepingDimensions: true)
    let normalized = centered / sqrt(variance + epsilon)
    return normalized * scale(in: &pass) + offset(in: &pass)
  }
}
