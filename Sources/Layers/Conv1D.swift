import Base
import Tensors

/// A convolution over one axis, such as time.
///
/// Maps `[batch, length, inputChannels]` to `[batch, length′, outputChannels]`:
///
///     activation(convolution(input, kernel) + bias)
public struct Conv1D: Conv1DLayer {
  public let kernel: Weight
  public let bias: Weight?
  public let options: Conv1DOptions

  /// Creates a convolutional layer.
  ///
  /// - Parameters:
  ///   - inputChannels: The number of input channels.
  ///   - outputChannels: The number of output channels.
  ///   - kernelSize: The length of the window.
  ///   - stride: The stride of the window.
  ///   - padding: Whether the input is padded with zeros.
  ///   - activation: The nonlinearity after the affine map.
  ///   - useBias: Whether to add a bias.
  ///   - kernelInitializer: Makes the kernel, of shape
  ///     `[kernelSize, inputChannels, outputChannels]`.
  ///   - biasInitializer: Makes the bias, of shape `[outputChannels]`.
  ///   - kernelRegularizer: The penalty on the kernel.
  ///   - biasRegularizer: The penalty on the bias.
  ///   - generator: The source of the initial values.
  public init(
    _ inputChannels: Int, _ outputChannels: Int, kernelSize: Int,
    stride: Int = 1, padding: Padding = .valid,
    activation: Activation = .identity, useBias: Bool = true,
    kernelInitializer: Initializer = .glorotUniform,
    biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil,
    using generator: inout SeededGenerator
  ) {
    kernel = Weight(
      shape: [kernelSize, inputChannels, outputChannels], initializer: kernelInitializer,
      regularizer: kernelRegularizer, using: &generator)
    bias =
      useBias
      ? Weight(
        shape: [outputChannels], initializer: biasInitializer, regularizer: biasRegularizer,
        using: &generator)
      : nil
    options = Conv1DOptions(stride: stride, padding: padding, activation: activation)
  }
}

/// How a window moves along a sequence, and the activation that follows.
public struct Conv1DOptions: Sendable {
  /// The stride of the window.
  public let stride: Int
  /// Whether the input is padded with zeros.
  public let padding: Padding
  /// The nonlinearity after the affine map.
  public let activation: Activation
}

/// The interface that the estimators of a convolutional layer over one axis share.
public protocol Conv1DLayer: Layer {
  /// The windows, of shape `[kernelSize, inputChannels, outputChannels]`.
  var kernel: Weight { get }
  /// The vector of shape `[outputChannels]`, if there is one.
  var bias: Weight? { get }
  /// How the window moves, and the activation that follows.
  var options: Conv1DOptions { get }
}

extension Conv1DLayer {
  public func callAsFunction(_ input: Tensor, in pass: inout ForwardPass) -> Tensor {
    convolve(
      input, kernel: kernel(in: &pass), bias: bias?(in: &pass), activation: options.activation)
  }

  /// Returns the layer's map with a given kernel, bias and activation.
  package func convolve(
    _ input: Tensor, kernel: Tensor, bias: Tensor?, activation: Activation
  ) -> Tensor {
    convolution1D(
      input, kernel: kernel, bias: bias, stride: options.stride, padding: options.padding,
      activation: activation)
  }
}
