import Base
import Layers
import Tensors

/// A convolution over one axis, with a distribution over its kernel, by reparameterization.
///
/// A drop-in replacement for `Conv1D`: it takes the same arguments, with different defaults, and
/// maps the same shapes. The kernel is drawn once per pass and shared by the whole batch.
///
/// Reference: Blundell et al., "Weight Uncertainty in Neural Networks", ICML 2015, section 3.
public struct Conv1DReparameterization: Conv1DLayer {
  public let kernel: Weight
  public let bias: Weight?
  public let options: Conv1DOptions

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
}
