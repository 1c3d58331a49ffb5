import PlaNet
import Tensors

/// The additions and multiplications of a world model's parts for one decision, forward.
///
/// Matrix products and convolutions count, with 2 operations for a multiplication and its addition.
package struct WorldModelOperations {
  /// The convolutions from a frame to its embedding.
  package let encoder: Double
  /// The convolutions from a feature to a frame, and the layer before them.
  package let decoder: Double
  /// One step of the recurrent cell, if there is one, with the layer before it.
  package let cell: Double
  /// The layers from h, or from the hidden units if there is no h, to the prior.
  package let prior: Double
  /// The layers from the same inputs and the embedding to the posterior.
  package let posterior: Double
  /// The reward head.
  package let reward: Double

  /// Counts the operations of a model of frames.
  package init(_ configuration: WorldModelConfiguration, actionSize: Int) {
    let (hidden, state) = (configuration.hiddenSize, configuration.recurrentSize)
    func dense(_ sizes: [Int]) -> Double {
      zip(sizes, sizes.dropFirst()).reduce(0) { $0 + 2 * Double($1.0 * $1.1) }
    }
    encoder = configuration.encoderConvolutions.reduce(0) { sum, size in
      let kernel = [size.kernelLength, size.kernelLength, size.inputChannels, size.outputChannels]
      let geometry = ConvolutionGeometry(
        convolving: size.input, kernel: kernel, strides: (2, 2), padding: .valid)
      return sum + 2 * Double(geometry.multiplicationCount)
    }
    let pixel = 32 * configuration.convolutionDepth
    decoder = configuration.decoderConvolutions.reduce(dense([configuration.featureSize, pixel])) {
      sum, size in
      let kernel = [size.kernelLength, size.kernelLength, size.outputChannels, size.inputChannels]
      let geometry = ConvolutionGeometry(
        transposing: size.input, kernel: kernel, strides: (2, 2), padding: .valid)
      return sum + 2 * Double(geometry.multiplicationCount)
    }
    let embedding = configuration.frameEmbeddingSize
    let (context, outputs) = (configuration.contextSize, configuration.latentOutputSize)
    cell =
      dense([configuration.sampleSize + actionSize, hidden])
      + (state > 0 ? dense([hidden, 3 * state]) + dense([state, 3 * state]) : 0)
    prior = dense([context, hidden, outputs])
    posterior = dense([context + embedding, hidden, outputs])
    reward = dense([configuration.featureSize] + configuration.rewardHiddenSizes + [1])
  }

  /// One decision of a training step, including the backward pass, which is twice the forward one.
  var training: Double { 3 * (encoder + decoder + cell + prior + posterior + reward) }

  /// One imagined decision with its reward.
  var imagination: Double { cell + prior + reward }

  /// One update of the belief with a frame.
  var filtering: Double { encoder + cell + posterior }
}

extension ConvolutionSize {
  /// The shape of one input image.
  fileprivate var input: [Int] { [1, inputSide, inputSide, inputChannels] }
}
