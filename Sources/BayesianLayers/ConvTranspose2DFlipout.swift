import Base
import Layers
import Tensors

/// A transposed convolution over the two axes of an image, with a distribution over its kernel, by
/// Flipout.
///
/// A drop-in replacement for `ConvTranspose2D`: it takes the same arguments, with different
/// defaults, and maps the same shapes. One perturbation of the kernel is drawn per pass, and each
/// example flips the signs of its channels in and out. It costs two convolutions.
///
/// Kernels are points or have a `SymmetricDistribution`, such as a normal one.
///
/// Reference: Wen et al., "Flipout: Efficient Pseudo-Independent Weight Perturbations on
/// Mini-Batches", ICLR 2018, section 3.1.
public struct ConvTranspose2DFlipout: ConvTranspose2DLayer {
  public let kernel: Weight
  public let bias: Weight?
  public let options: Conv2DOptions

  private let flipout = Flipout()

  /// Creates a Bayesian layer, from the arguments of `ConvTranspose2D`.
  public init(
    _ inputChannels: Int, _ outputChannels: Int, kernelSize: (Int, Int),
    strides: (Int, Int) = (1, 1), padding: Padding = .valid,
    activation: Activation = .identity, useBias: Bool = true,
    precision: ConvolutionPrecision = .full,
    kernelInitializer: Initializer = .trainableNormal(),
    biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = .normalKLDivergence(),
    biasRegularizer: Regularizer? = nil,
    using generator: inout SeededGenerator
  ) {
    self.init(
      ConvTranspose2D(
        inputChannels, outputChannels, kernelSize: kernelSize, strides: strides,
        padding: padding, activation: activation, useBias: useBias, precision: precision,
        kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
        kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
        using: &generator))
  }

  /// Creates a layer with the weights of `base`.
  init(_ base: ConvTranspose2D) {
    (kernel, bias, options) = (base.kernel, base.bias, base.options)
  }

  public func callAsFunction(_ input: Tensor, in pass: inout ForwardPass) -> Tensor {
    flipout(
      input, kernel: kernel, bias: bias?(in: &pass), activation: options.activation, in: &pass,
      map: convolve)
  }
}
