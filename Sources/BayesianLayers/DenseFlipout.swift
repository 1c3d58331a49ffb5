import Base
import Layers
import Tensors

/// A densely connected layer with a distribution over its kernel, by Flipout.
///
/// A drop-in replacement for `Dense`: it takes the same arguments, with different defaults, and
/// maps the same shapes. One perturbation of the kernel is drawn per pass, and each example flips
/// it with its own signs, so the gradient of a batch has less variance than by reparameterization.
/// An example keeps its signs over a sequence. The layer costs two matrix products.
///
/// Kernels are points or have a `SymmetricDistribution`, such as a normal one.
///
/// Reference: Wen et al., "Flipout: Efficient Pseudo-Independent Weight Perturbations on
/// Mini-Batches", ICLR 2018.
public struct DenseFlipout: DenseLayer {
  public let kernel: Weight
  public let bias: Weight?
  public let activation: Activation

  private let flipout = Flipout()

  /// Creates a Bayesian dense layer, from the arguments of `Dense`.
  public init(
    _ inputSize: Int, _ outputSize: Int,
    activation: Activation = .identity, useBias: Bool = true,
    kernelInitializer: Initializer = .trainableNormal(),
    biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = .normalKLDivergence(),
    biasRegularizer: Regularizer? = nil,
    using generator: inout SeededGenerator
  ) {
    self.init(
      Dense(
        inputSize, outputSize, activation: activation, useBias: useBias,
        kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
        kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer,
        using: &generator))
  }

  /// Creates a layer with the weights of `base`.
  init(_ base: Dense) {
    (kernel, bias, activation) = (base.kernel, base.bias, base.activation)
  }

  public func callAsFunction(_ input: Tensor, in pass: inout ForwardPass) -> Tensor {
    flipout(
      input, kernel: kernel, bias: bias?(in: &pass), activation: activation, in: &pass,
      map: affineMap)
  }
}
