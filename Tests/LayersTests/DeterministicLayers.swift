import Base
import Layers
import Tensors
import TestSupport

/// One of each deterministic layer, with sizes that differ from each other and batches.
enum DeterministicLayer: String, CaseIterable {
  case dense, denseOfSequences, conv1D, conv2D, convTranspose2D, embedding, gruCell, lstmCell
  case layerNorm, batchNorm, dropout, flatten, reshape, sequential

  func make(activation: Activation = .tanh) -> Model {
    var generator = SeededGenerator(seed: 3)
    func normal(_ shape: Int...) -> Tensor {
      Tensor(standardNormal: shape, using: &generator)
    }
    switch self {
    case .dense:
      return Model(Dense(3, 4, activation: activation, using: &generator), input: normal(2, 3))
    case .denseOfSequences:
      let layer = Dense(3, 4, activation: activation, useBias: false, using: &generator)
      return Model(layer, input: normal(2, 5, 3))
    case .conv1D:
      let layer = Conv1D(
        3, 4, kernelSize: 2, stride: 2, padding: .same, activation: activation, using: &generator)
      return Model(layer, input: normal(2, 7, 3))
    case .conv2D:
      let layer = Conv2D(
        3, 4, kernelSize: (2, 5), strides: (1, 2), activation: activation, using: &generator)
      return Model(layer, input: normal(2, 6, 9, 3))
    case .convTranspose2D:
      let layer = ConvTranspose2D(
        3, 4, kernelSize: (2, 5), strides: (1, 2), activation: activation, using: &generator)
      return Model(layer, input: normal(2, 6, 7, 3))
    case .embedding:
      let layer = Embedding(vocabularySize: 5, size: 3, using: &generator)
      return Model(layer, input: normal(4, 3)) { input, pass in
        layer([3, 0, 3, 4], in: &pass) * input
      }
    case .gruCell:
      let cell = GRUCell(
        3, 4, biasInitializer: .truncatedNormal(), using: &generator)
      return Model(cell, input: normal(2, 3)) { input, pass in
        let state = cell(input, state: cell.initialState(batchSize: 2), in: &pass)
        return cell(input * input, state: state, in: &pass)
      }
    case .lstmCell:
      let cell = LSTMCell(3, 4, using: &generator)
      return Model(cell, input: normal(2, 3)) { input, pass in
        let state = cell(input, state: cell.initialState(batchSize: 2), in: &pass)
        let next = cell(input * input, state: state, in: &pass)
        return concatenated(next.hidden, next.memory)
      }
    case .layerNorm:
      return Model(
        LayerNorm(5, scaleInitializer: .truncatedNormal(mean: 1), using: &generator),
        input: normal(2, 3, 5))
    case .batchNorm:
      return Model(
        BatchNorm(5, scaleInitializer: .truncatedNormal(mean: 1), using: &generator),
        input: normal(4, 3, 5))
    case .dropout: return Model(Dropout(0.4), input: normal(5, 7))
    case .flatten: return Model(Flatten(), input: normal(2, 3, 5))
    case .reshape: return Model(Reshape([5, 3]), input: normal(2, 15))
    case .sequential:
      let network = Sequential(
        Conv2D(3, 2, kernelSize: (3, 2), activation: activation, using: &generator), Flatten(),
        activation, Dense(24, 5, using: &generator))
      return Model(network, input: normal(2, 5, 5, 3))
    }
  }
}
