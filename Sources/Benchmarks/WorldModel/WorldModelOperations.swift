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

  /// Counts the operations of a model of frames.
  init(_ configuration: WorldModelConfiguration, actionSize: Int) {
    let (hidden, state) = (configuration.hiddenSize, configuration.deterministicSize)
    let (sample, feature) = (configuration.sampleSize, configuration.featureSize)
    let (depth, isSmall) = (configuration.convolutionDepth, configuration.imageSide == 32)
    func dense(_ sizes: [Int]) -> Double {
      zip(sizes, sizes.dropFirst()).reduce(0) { $0 + 2 * Double($1.0 * $1.1) }
    }
    let sides = isSmall ? [32, 15, 6] : [64, 31, 14, 6]
    var (down, channels) = (0.0, 3)
    for (power, side) in sides.enumerated() {
      let geometry = ConvolutionGeometry(
        convolving: [1, side, side, channels], kernel: [4, 4, channels, depth << power],
        strides: (2, 2), padding: .valid)
      down += 2 * Double(geometry.multiplicationCount)
      channels = depth << power
    }
    encoder = down
    let embedding = 4 * channels
    let transposed =
      isSmall
      ? [(1, 5, 4 * depth), (5, 6, 2 * depth), (14, 6, 3)]
      : [(1, 5, 4 * depth), (5, 5, 2 * depth), (13, 6, depth), (30, 6, 3)]
    var up = dense([feature, 32 * depth])
    channels = 32 * depth
    for (side, length, outputs) in transposed {
      let geometry = ConvolutionGeometry(
        transposing: [1, side, side, channels], kernel: [length, length, outputs, channels],
        strides: (2, 2), padding: .valid)
      up += 2 * Double(geometry.multiplicationCount)
      channels = outputs
    }
    decoder = up
    cell = dense([sample + actionSize, hidden, 3 * state]) + dense([state, 3 * state])
    prior = dense([state, hidden, 2 * sample])
    posterior = dense([state + embedding, hidden, 2 * sample])
    reward = dense([feature] + configuration.rewardHiddenSizes + [1])
  }

  /// One decision of a training step, backward included: that is twice forward.
  var training: Double { 3 * (encoder + decoder + cell + prior + posterior + reward) }

  /// One imagined decision with its reward.
  var imagination: Double { cell + prior + reward }

  /// One update of the belief by a frame.
  var filtering: Double { encoder + cell + posterior }
}
