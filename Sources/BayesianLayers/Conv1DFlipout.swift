import Base
import Layers
import Tensors

/// A convolution over one axis, with a distribution over its kernel, by Flipout.
///
/// A drop-in replacement for `Conv1D`: it takes the same arguments, with different defaults, and
/// maps the same shapes. One perturbation of the kernel is drawn per pass, and each example flips
/// the signs of its channels in and out. It costs two convolutions.
///
/// Kernels are points or have a `SymmetricDistribution`, such as a normal one.
///
/// Reference: Wen et al., "Flipout: Efficient Pseudo-Independent Weight Perturbations on
/// Mini-Batches", ICLR 2018, section 3.1.
public struct Conv1DFlipout: Conv1DLayer {
  public let kernel: Weight
  public let bias: Weight?
  public let options: Conv1DOptions

  private let flipout = Flipout()

  /// Creates a Bayesian layer, from the arguments of `Conv1D`.
  public init(
    _ inputChannels: Int, _ outputChannels: Int, kernelSize: Int,
    stride: Int = 1, padding: Padding = .valid,
    activation: Activation = .identity, useBias: Bool = true,
    kernelInitializer: Initializer = .trainableNormal(),
    biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = .normalKLDivergence(),
    biasRegularizer: Regularizer? = nil,
    using generator: inout SeededGenerator
  ) {
    let layer = Conv1D(
      inputChannels, outputChannels, kernelSize: kernelSize, stride: stride,
      padding: padding, activation: activation, useBias: useBias,
      kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
      kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer, using: &generator)
    (kernel, bias, options) = (layer.kernel, layer.bias, layer.options)
  }

  public func callAsFunction(_ input: Tensor, in pass: inout ForwardPass) -> Tensor {
    flipout(
      input, kernel: kernel, bias: bias?(in: &pass), activation: options.activation, in: &pass,
      map: convolve)
  }
}
