import Base
import BayesianLayers
import Layers
import Tensors

/// Embeds frames by strided convolutions.
///
/// Kernels of 4 × 4 at stride 2, with depths 1, 2, 4 and 8 times the configured one: 64 × 64 frames
/// end at 2 × 2, and 32 × 32 frames leave out the last.
///
/// Reference: Ha and Schmidhuber, "World Models", 2018, appendix A.1; Hafner et al., "Learning
/// Latent Dynamics for Planning from Pixels", ICML 2019, appendix A.
public struct ImageEncoder: Module {
  private let convolutions: [any Layer]
  /// The number of components of an embedded frame.
  public let embeddingSize: Int
  private let side: Int

  /// Creates an encoder of frames of the configured size.
  public init(_ configuration: WorldModelConfiguration, using generator: inout SeededGenerator) {
    side = configuration.imageSide
    require(side == 64 || side == 32, "frames are 64 or 32 pixels wide, not \(side)")
    var layers: [any Layer] = []
    var (channels, length) = (3, side)
    for power in 0..<(side == 64 ? 4 : 3) {
      let depth = configuration.convolutionDepth << power
      layers.append(
        Conv2D(
          channels, depth, kernelSize: (4, 4), strides: (2, 2),
          activation: configuration.convolutionActivation, precision: configuration.precision,
          using: &generator))
      (channels, length) = (depth, (length - 4) / 2 + 1)
    }
    convolutions = layers
    embeddingSize = channels * length * length
  }

  /// Returns embedded frames.
  ///
  /// - Parameters:
  ///   - frames: Of shape `[..., side, side, 3]`.
  ///   - pass: The forward pass that this is part of.
  /// - Returns: Of shape `[..., embeddingSize]`.
  public func callAsFunction(_ frames: Tensor, in pass: inout ForwardPass) -> Tensor {
    let leading = Array(frames.shape.dropLast(3))
    var output = frames.reshaped([leading.reduce(1, *), side, side, 3])
    for layer in convolutions { output = layer(output, in: &pass) }
    return output.reshaped(leading + [embeddingSize])
  }
}

/// Draws frames of states by strided transposed convolutions.
///
/// A dense layer makes one pixel of 32 times the configured depth. For 64 × 64 frames kernels of 5,
/// 5, 6 and 6 at stride 2 follow, with depths 4, 2 and 1 times the configured one and 3; for
/// 32 × 32 frames kernels of 5, 6 and 6, with depths 4 and 2 times the configured one and 3. All
/// are made by the configured estimator; each frame is an example by itself.
public struct ImageDecoder: Module {
  private let input: any DenseLayer
  private let convolutions: [any Layer]
  private let channels: Int
  private let side: Int

  /// Creates a decoder of states into frames of the configured size.
  public init(_ configuration: WorldModelConfiguration, using generator: inout SeededGenerator) {
    let depth = configuration.convolutionDepth
    side = configuration.imageSide
    channels = 32 * depth
    input = configuration.decoder.dense(
      configuration.featureSize, channels, posterior: configuration.weightPosterior,
      regularizer: configuration.weightRegularizer, using: &generator)
    let plan =
      side == 64
      ? [(5, 4 * depth), (5, 2 * depth), (6, depth), (6, 3)]
      : [(5, 4 * depth), (6, 2 * depth), (6, 3)]
    var layers: [any Layer] = []
    var inputChannels = channels
    for (index, (kernel, outputChannels)) in plan.enumerated() {
      let isLast = index == plan.count - 1
      layers.append(
        configuration.decoder.convTranspose2D(
          inputChannels, outputChannels, kernelSize: (kernel, kernel), strides: (2, 2),
          activation: isLast ? .identity : configuration.convolutionActivation,
          precision: configuration.precision, posterior: configuration.weightPosterior,
          regularizer: configuration.weightRegularizer, using: &generator))
      inputChannels = outputChannels
    }
    convolutions = layers
  }

  /// Returns the frames that states look like.
  ///
  /// - Parameters:
  ///   - features: Of shape `[..., featureSize]`.
  ///   - pass: The forward pass that this is part of.
  /// - Returns: The means of pixels, of shape `[..., side, side, 3]`.
  public func callAsFunction(_ features: Tensor, in pass: inout ForwardPass) -> Tensor {
    let leading = Array(features.shape.dropLast())
    let count = leading.reduce(1, *)
    let rows = features.reshaped([count, features.shape[leading.count]])
    var output = input(rows, in: &pass).reshaped([count, 1, 1, channels])
    for layer in convolutions { output = layer(output, in: &pass) }
    return output.reshaped(leading + [side, side, 3])
  }
}
