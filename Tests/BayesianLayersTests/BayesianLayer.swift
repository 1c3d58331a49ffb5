import Base
import BayesianLayers
import Layers
import Tensors
import TestSupport

/// One of each Bayesian layer, with sizes that differ from each other and batches.
enum BayesianLayer: String, CaseIterable {
  case denseReparameterization, denseLocalReparameterization, denseFlipout
  case denseVariationalDropout, denseFlipoutOfSequences, denseFlipoutOfOneExample
  case conv1DReparameterization, conv1DFlipout, conv2DReparameterization, conv2DFlipout
  case conv2DLocalReparameterization
  case convTranspose2DReparameterization, convTranspose2DFlipout
  case convTranspose2DLocalReparameterization
  case gruReparameterization, gruFlipout, gruLocalReparameterization
  case lstmReparameterization, lstmFlipout, embeddingReparameterization

  /// The initializer and the regularizer of kernels.
  struct Kernel {
    var initializer: Initializer
    var regularizer: Regularizer?

    static let normal = Kernel(
      initializer: .trainableNormal(stddev: 0.3), regularizer: .normalKLDivergence(stddev: 0.5))
    static let point = Kernel(initializer: .glorotUniform, regularizer: nil)
  }

  /// Makes the layer.
  func make(_ kernel: Kernel = .normal) -> Model {
    var generator = SeededGenerator(seed: 3)
    let model =
      dense(kernel, &generator) ?? convolution(kernel, &generator) ?? gru(kernel, &generator)
      ?? lstm(kernel, &generator)
    if let model { return model }
    let table = EmbeddingReparameterization(
      vocabularySize: 5, size: 3, tableInitializer: kernel.initializer,
      tableRegularizer: kernel.regularizer, using: &generator)
    return Model(table, input: input) { $0 * table([3, 0, 3, 4], in: &$1) }
  }

  /// Makes the deterministic layer that this one replaces, from the same numbers.
  func makeTwin() -> Model {
    var generator = SeededGenerator(seed: 3)
    switch self {
    case .denseReparameterization, .denseLocalReparameterization, .denseFlipout,
      .denseVariationalDropout, .denseFlipoutOfSequences, .denseFlipoutOfOneExample:
      return Model(Dense(3, 4, activation: .tanh, using: &generator), input: input)
    case .conv1DReparameterization, .conv1DFlipout:
      let layer = Conv1D(3, 4, kernelSize: 2, stride: 2, activation: .tanh, using: &generator)
      return Model(layer, input: input)
    case .conv2DReparameterization, .conv2DFlipout, .conv2DLocalReparameterization:
      let layer = Conv2D(
        3, 4, kernelSize: (2, 5), strides: (1, 2), activation: .tanh, using: &generator)
      return Model(layer, input: input)
    case .convTranspose2DReparameterization, .convTranspose2DFlipout,
      .convTranspose2DLocalReparameterization:
      let layer = ConvTranspose2D(
        3, 4, kernelSize: (2, 5), strides: (1, 2), activation: .tanh, using: &generator)
      return Model(layer, input: input)
    case .gruReparameterization, .gruFlipout, .gruLocalReparameterization:
      return unrolled(
        GRUCell(3, 4, recurrentInitializer: .glorotUniform, using: &generator))
    case .lstmReparameterization, .lstmFlipout:
      return unrolled(
        LSTMCell(3, 4, recurrentInitializer: .glorotUniform, using: &generator))
    case .embeddingReparameterization:
      let table = Embedding(vocabularySize: 5, size: 3, using: &generator)
      return Model(table, input: input) { $0 * table([3, 0, 3, 4], in: &$1) }
    }
  }

  private func dense(_ kernel: Kernel, _ generator: inout SeededGenerator) -> Model? {
    let layer: any DenseLayer
    switch self {
    case .denseReparameterization:
      layer = DenseReparameterization(
        3, 4, activation: .tanh, kernelInitializer: kernel.initializer,
        kernelRegularizer: kernel.regularizer, using: &generator)
    case .denseLocalReparameterization:
      layer = DenseLocalReparameterization(
        3, 4, activation: .tanh, kernelInitializer: kernel.initializer,
        kernelRegularizer: kernel.regularizer, using: &generator)
    case .denseFlipout, .denseFlipoutOfSequences, .denseFlipoutOfOneExample:
      layer = DenseFlipout(
        3, 4, activation: .tanh, kernelInitializer: kernel.initializer,
        kernelRegularizer: kernel.regularizer, using: &generator)
    case .denseVariationalDropout:
      layer = DenseVariationalDropout(
        3, 4, activation: .tanh, kernelInitializer: kernel.initializer,
        kernelRegularizer: kernel.regularizer.map { _ in .logUniformKLDivergence() },
        using: &generator)
    default: return nil
    }
    return Model(layer, input: input)
  }

  private func convolution(_ kernel: Kernel, _ generator: inout SeededGenerator) -> Model? {
    let (initializer, regularizer) = (kernel.initializer, kernel.regularizer)
    let layer: any Layer
    switch self {
    case .conv1DReparameterization:
      layer = Conv1DReparameterization(
        3, 4, kernelSize: 2, stride: 2, activation: .tanh,
        kernelInitializer: initializer, kernelRegularizer: regularizer, using: &generator)
    case .conv1DFlipout:
      layer = Conv1DFlipout(
        3, 4, kernelSize: 2, stride: 2, activation: .tanh,
        kernelInitializer: initializer, kernelRegularizer: regularizer, using: &generator)
    case .conv2DReparameterization:
      layer = Conv2DReparameterization(
        3, 4, kernelSize: (2, 5), strides: (1, 2), activation: .tanh,
        kernelInitializer: initializer, kernelRegularizer: regularizer, using: &generator)
    case .conv2DFlipout:
      layer = Conv2DFlipout(
        3, 4, kernelSize: (2, 5), strides: (1, 2), activation: .tanh,
        kernelInitializer: initializer, kernelRegularizer: regularizer, using: &generator)
    case .conv2DLocalReparameterization:
      layer = Conv2DLocalReparameterization(
        3, 4, kernelSize: (2, 5), strides: (1, 2), activation: .tanh,
        kernelInitializer: initializer, kernelRegularizer: regularizer, using: &generator)
    case .convTranspose2DReparameterization:
      layer = ConvTranspose2DReparameterization(
        3, 4, kernelSize: (2, 5), strides: (1, 2), activation: .tanh,
        kernelInitializer: initializer, kernelRegularizer: regularizer, using: &generator)
    case .convTranspose2DFlipout:
      layer = ConvTranspose2DFlipout(
        3, 4, kernelSize: (2, 5), strides: (1, 2), activation: .tanh,
        kernelInitializer: initializer, kernelRegularizer: regularizer, using: &generator)
    case .convTranspose2DLocalReparameterization:
      layer = ConvTranspose2DLocalReparameterization(
        3, 4, kernelSize: (2, 5), strides: (1, 2), activation: .tanh,
        kernelInitializer: initializer, kernelRegularizer: regularizer, using: &generator)
    default: return nil
    }
    return Model(layer, input: input)
  }

  private func gru(_ kernel: Kernel, _ generator: inout SeededGenerator) -> Model? {
    switch self {
    case .gruReparameterization:
      return unrolled(
        GRUCellReparameterization(
          3, 4, kernelInitializer: kernel.initializer, recurrentInitializer: kernel.initializer,
          kernelRegularizer: kernel.regularizer, recurrentRegularizer: kernel.regularizer,
          using: &generator))
    case .gruFlipout:
      return unrolled(
        GRUCellFlipout(
          3, 4, kernelInitializer: kernel.initializer, recurrentInitializer: kernel.initializer,
          kernelRegularizer: kernel.regularizer, recurrentRegularizer: kernel.regularizer,
          using: &generator))
    case .gruLocalReparameterization:
      return unrolled(
        GRUCellLocalReparameterization(
          3, 4, kernelInitializer: kernel.initializer, recurrentInitializer: kernel.initializer,
          kernelRegularizer: kernel.regularizer, recurrentRegularizer: kernel.regularizer,
          using: &generator))
    default: return nil
    }
  }

  private func lstm(_ kernel: Kernel, _ generator: inout SeededGenerator) -> Model? {
    switch self {
    case .lstmReparameterization:
      return unrolled(
        LSTMCellReparameterization(
          3, 4, kernelInitializer: kernel.initializer, recurrentInitializer: kernel.initializer,
          kernelRegularizer: kernel.regularizer, recurrentRegularizer: kernel.regularizer,
          using: &generator))
    case .lstmFlipout:
      return unrolled(
        LSTMCellFlipout(
          3, 4, kernelInitializer: kernel.initializer, recurrentInitializer: kernel.initializer,
          kernelRegularizer: kernel.regularizer, recurrentRegularizer: kernel.regularizer,
          using: &generator))
    default: return nil
    }
  }

  private func unrolled(_ cell: any GRULayer) -> Model {
    Model(cell, input: input) { input, pass in
      let state = cell(input, state: cell.initialState(batchSize: 2) + 0.5, in: &pass)
      return cell(input * input, state: state, in: &pass)
    }
  }

  private func unrolled(_ cell: any LSTMLayer) -> Model {
    Model(cell, input: input) { input, pass in
      let start = LSTMState(
        hidden: Tensor(repeating: 0.5, shape: [2, 4]),
        memory: Tensor(repeating: -0.5, shape: [2, 4]))
      let state = cell(input, state: start, in: &pass)
      let next = cell(input * input, state: state, in: &pass)
      return concatenated(next.hidden, next.memory)
    }
  }

  /// What the layer maps.
  private var input: Tensor {
    switch self {
    case .denseFlipoutOfSequences: normal(2, 5, 3)
    case .denseFlipoutOfOneExample: normal(3)
    case .conv1DReparameterization, .conv1DFlipout: normal(2, 7, 3)
    case .conv2DReparameterization, .conv2DFlipout, .conv2DLocalReparameterization:
      normal(2, 6, 9, 3)
    case .convTranspose2DReparameterization, .convTranspose2DFlipout,
      .convTranspose2DLocalReparameterization:
      normal(2, 6, 7, 3)
    case .embeddingReparameterization: normal(4, 3)
    default: normal(2, 3)
    }
  }

  private func normal(_ shape: Int...) -> Tensor {
    var generator = SeededGenerator(seed: 4)
    return Tensor(standardNormal: shape, using: &generator)
  }
}
