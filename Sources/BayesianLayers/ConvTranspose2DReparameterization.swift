import Base
import Layers
import Tensors

/// A transposed convolution over the two axes of an image, with a distribution over its kernel, by
/// reparameterization.
///
/// A drop-in replacement for `ConvTranspose2D`: it takes the same arguments, with different
/// defaults, and maps the same shapes. The kernel is drawn once per pass and shared by the whole
/// batch.
///
/// Reference: Blundell et al., "Weight Uncertainty in Neural Networks", ICML 2015, section 3.
public struct ConvTranspose2DReparameterization: ConvTranspose2DLayer {
  public let kernel: Weight
  public let bias: Weight?
  public let options: Conv2DOptions

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
}
