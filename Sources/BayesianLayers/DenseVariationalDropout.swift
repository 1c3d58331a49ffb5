import Base
import Distributions
import Layers
import Tensors

/// A densely connected layer that learns multiplicative normal noise on its kernel.
///
/// A drop-in replacement for `Dense`: it takes the same arguments, with different defaults, and
/// maps the same shapes. With α = σ² / μ², the noise is like dropout with a separate rate for each
/// element; the log-uniform prior drives the α of uninformative elements to infinity. In training
/// passes the outputs are drawn,
///
///     y ~ Normal(x μ + b, (x ∘ x) (α ∘ μ ∘ μ)),  log α cut off at ±8
///
/// and otherwise the kernel is drawn, as in ``DenseReparameterization``.
///
/// Kernels are points or have a `Normal` distribution.
///
/// Reference: Molchanov, Ashukha and Vetrov, "Variational Dropout Sparsifies Deep Neural Networks",
/// ICML 2017, section 4.
public struct DenseVariationalDropout: DenseLayer {
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
    kernelRegularizer: Regularizer? = .logUniformKLDivergence(),
    biasRegularizer: Regularizer? = nil,
    using generator: inout SeededGenerator
  ) {
    let dense = Dense(
      inputSize, outputSize, activation: activation, useBias: useBias,
      kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
      kernelRegularizer: kernelRegularizer, biasRegularizer: biasRegularizer, using: &generator)
    (kernel, bias, self.activation) = (dense.kernel, dense.bias, dense.activation)
  }

  public func callAsFunction(_ input: Tensor, in pass: inout ForwardPass) -> Tensor {
    let bias = bias?(in: &pass)
    guard pass.isTraining else {
      return affine(input, kernel: kernel(in: &pass), bias: bias, activation: activation)
    }
    return local(input, kernel: kernel, bias: bias, activation: activation, in: &pass) {
      exp($0.logNoiseRatio) * square($0.mean)
    }
  }
}
