import PlaNet
import Tensors

/// The additions and multiplications of a world model's parts for one decision, forward.
///
/// Matrix products and convolutions are counted, 2 for a multiplication and its addition.
struct WorldModelOperations {
  /// The convolutions from a frame to its embedding.
  let encoder: Double
  /// The convolutions from a feature to a frame, and the layer before them.
  let decoder: Double
  /// One step of the recurrent cell with the layer before it.
  let cell: Double
  /// The layers from h to the prior.
  let prior: Double
  /// The layers from h and the embedding to the posterior.
  let posterior: Double
  /// The reward head.
  let reward: Double

  /// Counts the operations of a model of 64 × 64 frames.
  init(_ configuration: WorldModelConfiguration, actionSize: Int) {
    let (hidden, state) = (configuration.hiddenSize, configuration.deterministicSize)
    let (sample, feature) = (configuration.sampleSize, configuration.featureSize)
    let depth = configuration.convolutionDepth
    func dense(_ sizes: [Int]) -> Double {
      zip(sizes, sizes.dropFirst()).reduce(0) { $0 + 2 * Double($1.0 * $1.1) }
    }
    let convolutions = [(64, 3, depth), (31, depth, 2 * depth), (14, 2 * depth, 4 * depth)]
    encoder = (convolutions + [(6, 4 * depth, 8 * depth)]).reduce(0) { sum, layer in
      let (side, inputs, outputs) = layer
      let geometry = ConvolutionGeometry(
        convolving: [1, side, side, inputs], kernel: [4, 4, inputs, outputs], strides: (2, 2),
        padding: .valid)
      return sum + 2 * Double(geometry.multiplicationCount)
    }
    let transposed = [
      (1, 32 * depth, 5, 4 * depth), (5, 4 * depth, 5, 2 * depth), (13, 2 * depth, 6, depth),
      (30, depth, 6, 3),
    ]
    decoder = transposed.reduce(dense([feature, 32 * depth])) { sum, layer in
      let (side, inputs, length, outputs) = layer
      let geometry = ConvolutionGeometry(
        transposing: [1, side, side, inputs], kernel: [length, length, outputs, inputs],
        strides: (2, 2), padding: .valid)
      return sum + 2 * Double(geometry.multiplicationCount)
    }
    cell = dense([sample + actionSize, hidden, 3 * state]) + dense([state, 3 * state])
    prior = dense([state, hidden, 2 * sample])
    posterior = dense([state + 32 * depth, hidden, 2 * sample])
    reward = dense([feature] + configuration.rewardHiddenSizes + [1])
  }

  /// One decision of a training step, backward included: that is twice forward.
  var training: Double { 3 * (encoder + decoder + cell + prior + posterior + reward) }

  /// One imagined decision with its reward.
  var imagination: Double { cell + prior + reward }

  /// One update of the belief by a frame.
  var filtering: Double { encoder + cell + posterior }
}
