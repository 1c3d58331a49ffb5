import Base
import Layers
import Tensors

/// A densely connected layer with a distribution over its kernel, by reparameterization.
///
/// A drop-in replacement for `Dense`: it takes the same arguments, with different defaults, and
/// maps the same shapes. The kernel is drawn once per pass and shared by the whole batch. Adding
/// `ForwardPass.regularization`, divided by the number of training examples, to the mean negative
/// log likelihood gives the negative evidence lower bound.
///
/// Reference: Blundell et al., "Weight Uncertainty in Neural Networks", ICML 2015, section 3.
public struct DenseReparameterization: DenseLayer {
  public let kernel: Weight
  public let bias: Weight?
  public let activation: Activation

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
}
