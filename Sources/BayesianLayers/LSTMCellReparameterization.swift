import Base
import Layers
import Tensors

/// A long short-term memory with distributions over its kernels, by reparameterization.
///
/// A drop-in replacement for `LSTMCell`: it takes the same arguments, with different defaults, and
/// maps the same shapes. The kernels are drawn once per pass, so the cell is a single function over
/// a sequence, and their divergence counts once.
///
/// Reference: Fortunato, Blundell and Vinyals, "Bayesian Recurrent Neural Networks", 2017,
/// section 3.
public struct LSTMCellReparameterization: LSTMLayer {
  public let inputKernel: Weight
  public let recurrentKernel: Weight
  public let bias: Weight

  /// Creates a Bayesian cell, from the arguments of `LSTMCell`.
  public init(
    _ inputSize: Int, _ stateSize: Int,
    kernelInitializer: Initializer = .trainableNormal(),
    recurrentInitializer: Initializer = .trainableNormal(mean: .orthogonal()),
    biasInitializer: Initializer = .unitForgetBias,
    kernelRegularizer: Regularizer? = .normalKLDivergence(),
    recurrentRegularizer: Regularizer? = .normalKLDivergence(),
    biasRegularizer: Regularizer? = nil,
    using generator: inout SeededGenerator
  ) {
    let cell = LSTMCell(
      inputSize, stateSize, kernelInitializer: kernelInitializer,
      recurrentInitializer: recurrentInitializer, biasInitializer: biasInitializer,
      kernelRegularizer: kernelRegularizer, recurrentRegularizer: recurrentRegularizer,
      biasRegularizer: biasRegularizer, using: &generator)
    (inputKernel, recurrentKernel) = (cell.inputKernel, cell.recurrentKernel)
    bias = cell.bias
  }
}
