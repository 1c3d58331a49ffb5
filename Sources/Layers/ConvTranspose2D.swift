import Base
import Tensors

/// A transposed convolution over the two axes of an image, which makes images larger.
///
/// Maps `[batch, height, width, inputChannels]` to `[batch, height′, width′, outputChannels]`,
/// where each length n becomes (n − 1) · stride + kernel size without padding, and n · stride with
/// it:
///
///     activation(transposedConvolution(input, kernel) + bias)
public struct ConvTranspose2D: ConvTranspose2DLayer {
  public let kernel: Weight
  public let bias: Weight?
  public let options: Conv2DOptions

  /// Creates a transposed convolutional layer.
  ///
  /// - Parameters:
  ///   - inputChannels: The number of input channels.
  ///   - outputChannels: The number of output channels.
  ///   - kernelSize: The height and width of the window.
  ///   - strides: The strides of the window in the output, down and to the right.
  ///   - padding: Whether the output is cut to n · stride.
  ///   - activation: The nonlinearity after the affine map.
  ///   - useBias: Whether to add a bias.
  ///   - precision: The precision to which inputs and kernel are rounded before they are
  ///     multiplied.
  ///   - kernelInitializer: Makes the kernel, of shape
  ///     `[kernelHeight, kernelWidth, outputChannels, inputChannels]`.
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
    let window = kernelSize.0 * kernelSize.1
    kernel = Weight(
      shape: WeightShape(
        [kernelSize.0, kernelSize.1, outputChannels, inputChannels],
        inputSize: window * inputChannels, outputSize: window * outputChannels),
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

/// The interface that the estimators of a transposed convolutional layer share.
public protocol ConvTranspose2DLayer: Layer {
  /// The windows, of shape `[kernelHeight, kernelWidth, outputChannels, inputChannels]`.
  var kernel: Weight { get }
  /// The vector of shape `[outputChannels]`, if there is one.
  var bias: Weight? { get }
  /// How the window moves, and the activation that follows.
  var options: Conv2DOptions { get }
}

extension ConvTranspose2DLayer {
  public func callAsFunction(_ input: Tensor, in pass: inout ForwardPass) -> Tensor {
    convolve(
      input, kernel: kernel(in: &pass), bias: bias?(in: &pass), activation: options.activation)
  }

  /// Returns the layer's map with a given kernel, bias and activation.
  package func convolve(
    _ input: Tensor, kernel: Tensor, bias: Tensor?, activation: Activation
  ) -> Tensor {
    transposedConvolution(
      input, kernel: kernel, bias: bias, strides: options.strides, padding: options.padding,
      activation: activation, precision: options.precision)
  }
}
