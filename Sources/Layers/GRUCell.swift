import Base
import Tensors

/// A gated recurrent unit: one step of a network with memory.
///
/// With `x` the input, `h` the state, σ the sigmoid and ∘ the product of elements:
///
///     r = σ(W_r x + b_r + U_r h + c_r)            what to forget of the state
///     z = σ(W_z x + b_z + U_z h + c_z)            how much of the state to keep
///     n = tanh(W_n x + b_n + r ∘ (U_n h + c_n))   what could replace it
///     h′ = (1 − z) ∘ n + z ∘ h
///
/// The kernels hold the columns of r, z and n next to each other.
///
/// Reference: Cho et al., "Learning Phrase Representations using RNN Encoder–Decoder for
/// Statistical Machine Translation", EMNLP 2014, section 2.3; the gate inside the tanh is after
/// the recurrent product, as in cuDNN.
public struct GRUCell: GRULayer {
  public let inputKernel: Weight
  public let recurrentKernel: Weight
  public let inputBias: Weight
  public let recurrentBias: Weight

  /// Creates a gated recurrent unit.
  ///
  /// - Parameters:
  ///   - inputSize: The number of input features.
  ///   - stateSize: The number of components of the state.
  ///   - kernelInitializer: Makes the input kernel W, of shape `[inputSize, 3 · stateSize]`.
  ///   - recurrentInitializer: Makes the recurrent kernel U, of shape
  ///     `[stateSize, 3 · stateSize]`.
  ///   - biasInitializer: Makes the biases b and c, each of shape `[3 · stateSize]`.
  ///   - kernelRegularizer: The penalty on the input kernel.
  ///   - recurrentRegularizer: The penalty on the recurrent kernel.
  ///   - biasRegularizer: The penalty on each bias.
  ///   - generator: The source of the initial values.
  public init(
    _ inputSize: Int, _ stateSize: Int,
    kernelInitializer: Initializer = .glorotUniform,
    recurrentInitializer: Initializer = .orthogonal(),
    biasInitializer: Initializer = .zeros,
    kernelRegularizer: Regularizer? = nil,
    recurrentRegularizer: Regularizer? = nil,
    biasRegularizer: Regularizer? = nil,
    using generator: inout SeededGenerator
  ) {
    inputKernel = Weight(
      shape: WeightShape(
        [inputSize, 3 * stateSize], inputSize: inputSize, outputSize: stateSize),
      initializer: kernelInitializer, regularizer: kernelRegularizer, using: &generator)
    recurrentKernel = Weight(
      shape: WeightShape(
        [stateSize, 3 * stateSize], inputSize: stateSize, outputSize: stateSize),
      initializer: recurrentInitializer, regularizer: recurrentRegularizer, using: &generator)
    inputBias = Weight(
      shape: [3 * stateSize], initializer: biasInitializer, regularizer: biasRegularizer,
      using: &generator)
    recurrentBias = Weight(
      shape: [3 * stateSize], initializer: biasInitializer, regularizer: biasRegularizer,
      using: &generator)
  }
}

/// The interface that the estimators of a gated recurrent unit share.
public protocol GRULayer: Module {
  /// The matrix W of shape `[inputSize, 3 · stateSize]`.
  var inputKernel: Weight { get }
  /// The matrix U of shape `[stateSize, 3 · stateSize]`.
  var recurrentKernel: Weight { get }
  /// The vector b of shape `[3 · stateSize]`.
  var inputBias: Weight { get }
  /// The vector c of shape `[3 · stateSize]`.
  var recurrentBias: Weight { get }

  /// Returns the state after a step.
  ///
  /// - Parameters:
  ///   - input: A batch of inputs, of shape `[batch, inputSize]`.
  ///   - state: The states before the step, of shape `[batch, stateSize]`.
  ///   - pass: The evaluation of the model that this step is part of.
  /// - Returns: The states after the step, of shape `[batch, stateSize]`.
  func callAsFunction(_ input: Tensor, state: Tensor, in pass: inout ForwardPass) -> Tensor
}

extension GRULayer {
  /// The number of input features.
  public var inputSize: Int { inputKernel.shape[0] }

  /// The number of components of the state.
  public var stateSize: Int { recurrentKernel.shape[0] }

  /// Returns the initial state of a sequence: zeros of shape `[batch, stateSize]`.
  public func initialState(batchSize: Int) -> Tensor {
    Tensor(repeating: 0, shape: [batchSize, stateSize])
  }

  public func callAsFunction(
    _ input: Tensor, state: Tensor, in pass: inout ForwardPass
  ) -> Tensor {
    sharedStep(input, state: state, in: &pass)
  }

  /// Returns the state after a step with one draw of the kernels for the whole batch.
  package func sharedStep(
    _ input: Tensor, state: Tensor, in pass: inout ForwardPass
  ) -> Tensor {
    gruCell(
      input: input, state: state,
      inputKernel: inputKernel(in: &pass), recurrentKernel: recurrentKernel(in: &pass),
      inputBias: inputBias(in: &pass), recurrentBias: recurrentBias(in: &pass))
  }
}
