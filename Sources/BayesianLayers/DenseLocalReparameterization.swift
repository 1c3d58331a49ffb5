import Base
import Layers
import Tensors

/// A densely connected layer with a distribution over its kernel, by local reparameterization.
///
/// A drop-in replacement for `Dense`: it takes the same arguments, with different defaults, and
/// maps the same shapes. The outputs are drawn instead of the kernel, from the normal distribution
/// that the kernel's distribution implies for them, independently for each example and at each
/// call. The layer costs two matrix products.
///
/// Kernels are points or have a `Normal` distribution.
///
/// Reference: Kingma, Salimans and Welling, "Variational Dropout and the Local Reparameterization
/// Trick", NeurIPS 2015.
public struct DenseLocalReparameterization: DenseLayer {
  public let kernel: Weight
  public let bias: Weight?
  public let activation: Activation

  private let local = LocalReparameterization()

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
    local(input, kernel: kernel, bias: bias?(in: &pass), activation: activation, in: &pass)
  }
}
