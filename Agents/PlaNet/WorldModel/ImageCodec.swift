import Base
import BayesianLayers
import Layers
import Tensors

/// An encoder that embeds frames by the strided convolutions of
/// ``WorldModelConfiguration/encoderConvolutions``.
struct ImageEncoder: Layer {
  private let convolutions: [any Layer]
  /// The number of components of an embedded frame.
  let embeddingSize: Int
  private let side: Int

  /// Creates an encoder of frames of the configured size.
  init(_ configuration: WorldModelConfiguration, using generator: inout SeededGenerator) {
    side = configuration.imageSide
    require(side == 64 || side == 32, "frames are 64 or 32 pixels wide, not \(side)")
    var layers: [any Layer] = []
    for size in configuration.encoderConvolutions {
      layers.append(
        Conv2D(
          size.inputChannels, size.outputChannels,
          kernelSize: (size.kernelLength, size.kernelLength), strides: (2, 2),
          activation: configuration.convolutionActivation, precision: configuration.precision,
          using: &generator))
    }
    convolutions = layers
    embeddingSize = configuration.frameEmbeddingSize
  }

  /// Returns embedded frames.
  ///
  /// - Parameters:
  ///   - frames: Of shape `[..., side, side, 3]`.
  ///   - pass: The forward pass that this is part of.
  /// - Returns: Of shape `[..., embeddingSize]`.
  func callAsFunction(_ frames: Tensor, in pass: inout ForwardPass) -> Tensor {
    let leading = Array(frames.shape.dropLast(3))
    var output = frames.reshaped([leading.reduce(1, *), side, side, 3])
    for layer in convolutions { output = layer(output, in: &pass) }
    return output.reshaped(leading + [embeddingSize])
  }
}

/// A decoder of states into frames, by a dense layer that makes one pixel and the transposed
/// convolutions of ``WorldModelConfiguration/decoderConvolutions``, which make a frame from it.
///
/// The configured estimator makes all layers; each frame is a separate example.
struct ImageDecoder: Layer {
  private let input: any DenseLayer
  private let convolutions: [any Layer]
  private let channels: Int
  private let side: Int

  /// Creates a decoder of states into frames of the configured size.
  init(_ configuration: WorldModelConfiguration, using generator: inout SeededGenerator) {
    side = configuration.imageSide
    channels = 32 * configuration.convolutionDepth
    input = configuration.decoder.dense(
      configuration.featureSize, channels, kernelInitializer: configuration.weightPosterior,
      kernelRegularizer: configuration.weightRegularizer, using: &generator)
    let sizes = configuration.decoderConvolutions
    var layers: [any Layer] = []
    for (index, size) in sizes.enumerated() {
      let isLast = index == sizes.count - 1
      layers.append(
        configuration.decoder.convTranspose2D(
          size.inputChannels, size.outputChannels,
          kernelSize: (size.kernelLength, size.kernelLength), strides: (2, 2),
          activation: isLast ? .identity : configuration.convolutionActivation,
          precision: configuration.precision, kernelInitializer: configuration.weightPosterior,
          kernelRegularizer: configuration.weightRegularizer, using: &generator))
    }
    convolutions = layers
  }

  /// Returns the frames that states predict.
  ///
  /// - Parameters:
  ///   - features: Of shape `[..., featureSize]`.
  ///   - pass: The forward pass that this is part of.
  /// - Returns: The means of pixels, of shape `[..., side, side, 3]`.
  func callAsFunction(_ features: Tensor, in pass: inout ForwardPass) -> Tensor {
    let leading = Array(features.shape.dropLast())
    let count = leading.reduce(1, *)
    let rows = features.reshaped([count, features.shape[leading.count]])
    var output = input(rows, in: &pass).reshaped([count, 1, 1, channels])
    for layer in convolutions { output = layer(output, in: &pass) }
    return output.reshaped(leading + [side, side, 3])
  }
}
