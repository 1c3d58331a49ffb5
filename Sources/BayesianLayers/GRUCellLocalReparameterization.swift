import Base
import Layers
import Tensors

/// A gated recurrent unit with distributions over its kernels, by local reparameterization.
///
/// A drop-in replacement for `GRUCell`: it takes the same arguments, with different defaults, and
/// maps the same shapes. The products with the kernels are drawn, independently for each example
/// and at each step of a sequence.
///
/// Kernels are points or have a `Normal` distribution.
///
/// Reference: Kingma, Salimans and Welling, "Variational Dropout and the Local Reparameterization
/// Trick", NeurIPS 2015.
public struct GRUCellLocalReparameterization: GRULayer {
  public let inputKernel: Weight
  public let recurrentKernel: Weight
  public let inputBias: Weight
  public let recurrentBias: Weight

  private let input = LocalReparameterization()
  private let recurrent = LocalReparameterization()

  /// Creates a Bayesian cell, from the arguments of `GRUCell`.
  public init(
    _ inputSize: Int, _ stateSize: Int,
    kernelInitializer: Initializer = .trainableNormal(),
    recurrentInitializer: Initializer = .trainableNormal(mean: .orthogonal()),
    biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = .normalKLDivergence(),
    recurrentRegularizer: Regularizer? = .normalKLDivergence(),
    biasRegularizer: Regularizer? = nil,
    using generator: inout SeededGenerator
  ) {
    self.init(
      GRUCell(
        inputSize, stateSize, kernelInitializer: kernelInitializer,
        recurrentInitializer: recurrentInitializer, biasInitializer: biasInitializer,
        kernelRegularizer: kernelRegularizer, recurrentRegularizer: recurrentRegularizer,
        biasRegularizer: biasRegularizer, using: &generator))
  }

  /// Creates a cell with the weights of `base`.
  init(_ base: GRUCell) {
    (inputKernel, recurrentKernel) = (base.inputKernel, base.recurrentKernel)
    (inputBias, recurrentBias) = (base.inputBias, base.recurrentBias)
  }

  public func callAsFunction(
    _ input: Tensor, state: Tensor, in pass: inout ForwardPass
  ) -> Tensor {
    if inputKernel.isCertain(in: &pass) && recurrentKernel.isCertain(in: &pass) {
      return sharedStep(input, state: state, in: &pass)
    }
    let inputGates = self.input(
      input, kernel: inputKernel, bias: inputBias(in: &pass), in: &pass)
    let recurrentGates = recurrent(
      state, kernel: recurrentKernel, bias: recurrentBias(in: &pass), in: &pass)
    return gruGates(inputGates: inputGates, recurrentGates: recurrentGates, state: state)
  }
}
