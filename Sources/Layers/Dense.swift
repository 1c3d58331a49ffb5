import Base
import Tensors

/// A densely connected layer.
///
/// Maps `[..., inputSize]` to `[..., outputSize]`:
///
///     activation(input · kernel + bias)
public struct Dense: DenseLayer {
  public let kernel: Weight
  public let bias: Weight?
  public let activation: Activation

  /// Creates a dense layer.
  ///
  /// - Parameters:
  ///   - inputSize: The number of input features.
  ///   - outputSize: The number of output features.
  ///   - activation: The nonlinearity after the affine map.
  ///   - useBias: Whether to add a bias.
  ///   - kernelInitializer: Makes the kernel, of shape `[inputSize, outputSize]`.
  ///   - biasInitializer: Makes the bias, of shape `[outputSize]`.
  ///   - kernelRegularizer: The penalty on the kernel.
  ///   - biasRegularizer: The penalty on the bias.
  ///   - generator: The source of the initial values.
  public init(
    _ inputSize: Int, _ outputSize: Int,
    activation: Activation = .identity, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform,
    biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil,
    using generator: inout SeededGenerator
  ) {
    kernel = Weight(
      shape: [inputSize, outputSize], initializer: kernelInitializer,
      regularizer: kernelRegularizer, using: &generator)
    bias =
      useBias
      ? Weight(
        shape: [outputSize], initializer: biasInitializer, regularizer: biasRegularizer,
        using: &generator)
      : nil
    self.activation = activation
  }
}

/// The interface that the estimators of a densely connected layer share.
public protocol DenseLayer: Layer {
  /// The matrix of shape `[inputSize, outputSize]`.
  var kernel: Weight { get }
  /// The vector of shape `[outputSize]`, if there is one.
  var bias: Weight? { get }
  /// The nonlinearity after the affine map.
  var activation: Activation { get }
}

extension DenseLayer {
  /// The number of input features.
  public var inputSize: Int { kernel.shape[0] }

  /// The number of output features.
  public var outputSize: Int { kernel.shape[1] }

  public func callAsFunction(_ input: Tensor, in pass: inout ForwardPass) -> Tensor {
    affine(input, kernel: kernel(in: &pass), bias: bias?(in: &pass), activation: activation)
  }
}
