import Base
import Layers
import Tensors

/// A gated recurrent unit with distributions over its kernels, by reparameterization.
///
/// A drop-in replacement for `GRUCell`: it takes the same arguments, with different defaults, and
/// maps the same shapes. The kernels are drawn once per pass, so the cell is a single function over
/// a sequence, and their divergence counts once.
///
/// Reference: Fortunato, Blundell and Vinyals, "Bayesian Recurrent Neural Networks", 2017,
/// section 3.
public struct GRUCellReparameterization: GRULayer {
  public let inputKernel: Weight
  public let recurrentKernel: Weight
  public let inputBias: Weight
  public let recurrentBias: Weight

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
}
