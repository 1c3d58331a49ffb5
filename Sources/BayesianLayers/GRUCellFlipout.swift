import Base
import Layers
import Tensors

/// A gated recurrent unit with distributions over its kernels, by Flipout.
///
/// A drop-in replacement for `GRUCell`: it takes the same arguments, with different defaults, and
/// maps the same shapes. One perturbation of each kernel is drawn per pass, and each example flips
/// it with its own signs, which it keeps over a sequence.
///
/// Kernels are points or have a `SymmetricDistribution`, such as a normal one.
///
/// Reference: Wen et al., "Flipout: Efficient Pseudo-Independent Weight Perturbations on
/// Mini-Batches", ICLR 2018, section 3.1.
public struct GRUCellFlipout: GRULayer {
  public let inputKernel: Weight
  public let recurrentKernel: Weight
  public let inputBias: Weight
  public let recurrentBias: Weight

  private let input = Flipout()
  private let recurrent = Flipout()

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
      input, kernel: inputKernel, bias: inputBias(in: &pass), in: &pass, map: affineMap)
    let recurrentGates = recurrent(
      state, kernel: recurrentKernel, bias: recurrentBias(in: &pass), in: &pass, map: affineMap)
    return gruGates(inputGates: inputGates, recurrentGates: recurrentGates, state: state)
  }
}
