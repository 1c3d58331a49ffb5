import Base
import Layers
import Tensors

/// A long short-term memory with distributions over its kernels, by Flipout.
///
/// A drop-in replacement for `LSTMCell`: it takes the same arguments, with different defaults, and
/// maps the same shapes. One perturbation of each kernel is drawn per pass, and each example flips
/// it with its own signs, which it keeps over a sequence.
///
/// Kernels are points or have a `SymmetricDistribution`, such as a normal one.
///
/// Reference: Wen et al., "Flipout: Efficient Pseudo-Independent Weight Perturbations on
/// Mini-Batches", ICLR 2018, section 3.1.
public struct LSTMCellFlipout: LSTMLayer {
  public let inputKernel: Weight
  public let recurrentKernel: Weight
  public let bias: Weight

  private let input = Flipout()
  private let recurrent = Flipout()

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

  public func callAsFunction(
    _ input: Tensor, state: LSTMState, in pass: inout ForwardPass
  ) -> LSTMState {
    if inputKernel.isCertain(in: &pass) && recurrentKernel.isCertain(in: &pass) {
      return sharedStep(input, state: state, in: &pass)
    }
    let inputGates = self.input(
      input, kernel: inputKernel, bias: bias(in: &pass), in: &pass, map: affineMap)
    let recurrentGates = recurrent(
      state.hidden, kernel: recurrentKernel, bias: nil, in: &pass, map: affineMap)
    let (hidden, memory) = lstmGates(inputGates + recurrentGates, memory: state.memory)
    return LSTMState(hidden: hidden, memory: memory)
  }
}
