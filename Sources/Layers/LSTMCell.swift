import Base
import Tensors

/// A long short-term memory: one step of a network with memory.
///
/// With `x` the input, `h` the hidden state, `c` the memory, σ the sigmoid and ∘ the product of
/// elements:
///
///     i = σ(W_i x + U_i h + b_i)       how much to write
///     f = σ(W_f x + U_f h + b_f)       how much to keep
///     g = tanh(W_g x + U_g h + b_g)    what to write
///     o = σ(W_o x + U_o h + b_o)       how much to show
///     c′ = f ∘ c + i ∘ g
///     h′ = o ∘ tanh(c′)
///
/// The kernels hold the columns of i, f, g and o next to each other.
///
/// Reference: Gers, Schmidhuber and Cummins, "Learning to Forget: Continual Prediction with LSTM",
/// Neural Computation 12, 2000.
public struct LSTMCell: LSTMLayer {
  public let inputKernel: Weight
  public let recurrentKernel: Weight
  public let bias: Weight

  /// Creates a long short-term memory.
  ///
  /// - Parameters:
  ///   - inputSize: The number of input features.
  ///   - stateSize: The number of components of the hidden state, and of the memory.
  ///   - kernelInitializer: Makes the input kernel W, of shape `[inputSize, 4 · stateSize]`.
  ///   - recurrentInitializer: Makes the recurrent kernel U, of shape
  ///     `[stateSize, 4 · stateSize]`.
  ///   - biasInitializer: Makes the bias b, of shape `[4 · stateSize]`.
  ///   - kernelRegularizer: The penalty on the input kernel.
  ///   - recurrentRegularizer: The penalty on the recurrent kernel.
  ///   - biasRegularizer: The penalty on the bias.
  ///   - generator: The source of the initial values.
  public init(
    _ inputSize: Int, _ stateSize: Int,
    kernelInitializer: Initializer = .glorotUniform,
    recurrentInitializer: Initializer = .orthogonal(),
    biasInitializer: Initializer = .unitForgetBias,
    kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil,
    using generator: inout SeededGenerator
  ) {
    inputKernel = Weight(
      shape: WeightShape(
        [inputSize, 4 * stateSize], inputSize: inputSize, outputSize: stateSize),
      initializer: kernelInitializer, regularizer: kernelRegularizer, using: &generator)
    recurrentKernel = Weight(
      shape: WeightShape(
        [stateSize, 4 * stateSize], inputSize: stateSize, outputSize: stateSize),
      initializer: recurrentInitializer, regularizer: recurrentRegularizer, using: &generator)
    bias = Weight(
      shape: [4 * stateSize], initializer: biasInitializer, regularizer: biasRegularizer,
      using: &generator)
  }
}

/// The state that a long short-term memory carries from step to step.
public struct LSTMState {
  /// The output h of the cell, of shape `[batch, stateSize]`.
  public var hidden: Tensor
  /// The memory c of the cell, of shape `[batch, stateSize]`.
  public var memory: Tensor

  /// Creates a state.
  public init(hidden: Tensor, memory: Tensor) {
    (self.hidden, self.memory) = (hidden, memory)
  }
}

/// The interface that the estimators of a long short-term memory share.
public protocol LSTMLayer: Module {
  /// The matrix W of shape `[inputSize, 4 · stateSize]`.
  var inputKernel: Weight { get }
  /// The matrix U of shape `[stateSize, 4 · stateSize]`.
  var recurrentKernel: Weight { get }
  /// The vector b of shape `[4 · stateSize]`.
  var bias: Weight { get }

  /// Returns the state after a step.
  ///
  /// - Parameters:
  ///   - input: A batch of inputs, of shape `[batch, inputSize]`.
  ///   - state: The state before the step.
  ///   - pass: The evaluation of the model that this step is part of.
  /// - Returns: The state after the step.
  func callAsFunction(
    _ input: Tensor, state: LSTMState, in pass: inout ForwardPass
  ) -> LSTMState
}

extension LSTMLayer {
  /// The number of input features.
  public var inputSize: Int { inputKernel.shape[0] }

  /// The number of components of the hidden state, and of the memory.
  public var stateSize: Int { recurrentKernel.shape[0] }

  /// Returns the initial state of a sequence: zeros.
  public func initialState(batchSize: Int) -> LSTMState {
    let zeros = Tensor(repeating: 0, shape: [batchSize, stateSize])
    return LSTMState(hidden: zeros, memory: zeros)
  }

  public func callAsFunction(
    _ input: Tensor, state: LSTMState, in pass: inout ForwardPass
  ) -> LSTMState {
    sharedStep(input, state: state, in: &pass)
  }

  /// Returns the state after a step with one draw of the kernels for the whole batch.
  package func sharedStep(
    _ input: Tensor, state: LSTMState, in pass: inout ForwardPass
  ) -> LSTMState {
    let (hidden, memory) = lstmCell(
      input: input, state: state.hidden, memory: state.memory,
      inputKernel: inputKernel(in: &pass), recurrentKernel: recurrentKernel(in: &pass),
      bias: bias(in: &pass))
    return LSTMState(hidden: hidden, memory: memory)
  }
}

extension Initializer {
  /// A point bias of an ``LSTMCell``: zeros, but ones for the gate that keeps the memory.
  ///
  /// Reference: Jozefowicz, Zaremba and Sutskever, "An Empirical Exploration of Recurrent Network
  /// Architectures", ICML 2015, section 5.
  public static let unitForgetBias = point(.unitForgetBias)
}

extension InitialValues {
  /// Zeros, but ones for the gate of an ``LSTMCell`` that keeps the memory.
  public static let unitForgetBias = InitialValues { shape, _ in
    let count = elementCount(of: shape.lengths)
    let forgetGate = count / 4..<count / 2
    return Tensor((0..<count).map { forgetGate.contains($0) ? 1 : 0 }, shape: shape.lengths)
  }
}
