import Base
import Tensors

/// A convolution over the two axes of an image.
///
/// Maps `[batch, height, width, inputChannels]` to `[batch, height′, width′, outputChannels]`:
///
///     activation(convolution(input, kernel) + bias)
public struct Conv2D: Conv2DLayer {
  public let kernel: Weight
  public let bias: Weight?
  public let options: Conv2DOptions

  /// Creates a convolutional layer.
  ///
  /// - Parameters:
  ///   - inputChannels: The number of input channels.
  ///   - outputChannels: The number of output channels.
  ///   - kernelSize: The height and width of the window.
  ///   - strides: The strides of the window, down and to the right.
  ///   - padding: Whether the input is padded with zeros.
  ///   - activation: The nonlinearity after the affine map.
  ///   - useBias: Whether to add a bias.
  ///   - precision: The precision to which inputs and kernel are rounded before they are
  ///     multiplied.
  ///   - kernelInitializer: Makes the kernel, of shape
  ///     `[kernelHeight, kernelWidth, inputChannels, outputChannels]`.
  ///   - biasInitializer: Makes the bias, of shape `[outputChannels]`.
  ///   - kernelRegularizer: The penalty on the kernel.
  ///   - biasRegularizer: The penalty on the bias.
  ///   - generator: The source of the initial values.
  public init(
    _ inputChannels: Int, _ outputChannels: Int, kernelSize: (Int, Int),
    strides: (Int, Int) = (1, 1), padding: Padding = .valid,
    activation: Activation = .identity, useBias: Bool = true,
    precision: ConvolutionPrecision = .full,
    kernelInitializer: Initializer = .glorotUniform,
    biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil,
    using generator: inout SeededGenerator
  ) {
    kernel = Weight(
      shape: [kernelSize.0, kernelSize.1, inputChannels, outputChannels],
      initializer: kernelInitializer, regularizer: kernelRegularizer, using: &generator)
    bias =
      useBias
      ? Weight(
        shape: [outputChannels], initializer: biasInitializer, regularizer: biasRegularizer,
        using: &generator)
      : nil
    options = Conv2DOptions(
      strides: strides, padding: padding, activation: activation, precision: precision)
  }
}

/// How a window moves over an image, and the activation that follows.
public struct Conv2DOptions: Sendable {
  /// The strides of the window, down and to the right.
  public let strides: (Int, Int)
  /// Whether the input is padded with zeros.
  public let padding: Padding
  /// The nonlinearity after the affine map.
  public let activation: Activation
  /// The precision to which inputs and kernel are rounded before they are multiplied.
  public let precision: ConvolutionPrecision
}

/// The interface that the estimators of a convolutional layer share.
public protocol Conv2DLayer: Layer {
  /// The windows, of shape `[kernelHeight, kernelWidth, inputChannels, outputChannels]`.
  var kernel: Weight { get }
  /// The vector of shape `[outputChannels]`, if there is one.
  var bias: Weight? { get }
  /// How the window moves, and the activation that follows.
  var options: Conv2DOptions { get }
}

extension Conv2DLayer {
  public func callAsFunction(_ input: Tensor, in pass: inout ForwardPass) -> Tensor {
    convolve(
      input, kernel: kernel(in: &pass), bias: bias?(in: &pass), activation: options.activation)
  }

  /// Returns the layer's map with a given kernel, bias and activation.
  package func convolve(
    _ input: Tensor, kernel: Tensor, bias: Tensor?, activation: Activation
  ) -> Tensor {
    convolution(
      input, kernel: kernel, bias: bias, strides: options.strides, padding: options.padding,
      activation: activation, precision: options.precision)
  }
}
