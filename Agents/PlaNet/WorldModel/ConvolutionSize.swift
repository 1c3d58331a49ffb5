/// The sizes of a convolution over square images, at stride 2 and without padding.
public struct ConvolutionSize: Hashable, Sendable {
  /// The height and width of the input.
  public let inputSide: Int
  /// The height and width of the output.
  public let outputSide: Int
  /// The number of input channels.
  public let inputChannels: Int
  /// The number of output channels.
  public let outputChannels: Int
  /// The height and width of the window.
  public let kernelLength: Int
}

extension WorldModelConfiguration {
  /// The convolutions from a frame to its embedding, the pixels of the last one's output.
  ///
  /// Kernels are 4 × 4, with depths of 1, 2, 4 and 8 times the configured one: 64 × 64 frames end
  /// at 2 × 2, and 32 × 32 frames leave out the last.
  ///
  /// Reference: Ha and Schmidhuber, "World Models", 2018, appendix A.1; Hafner et al., "Learning
  /// Latent Dynamics for Planning from Pixels", ICML 2019, appendix A.
  public var encoderConvolutions: [ConvolutionSize] {
    var (side, channels) = (imageSide, 3)
    return (0..<(imageSide == 64 ? 4 : 3)).map { power in
      let size = ConvolutionSize(
        inputSide: side, outputSide: (side - 4) / 2 + 1, inputChannels: channels,
        outputChannels: convolutionDepth << power, kernelLength: 4)
      (side, channels) = (size.outputSide, size.outputChannels)
      return size
    }
  }

  /// The number of components of an embedded frame.
  public var frameEmbeddingSize: Int {
    encoderConvolutions.last.map { $0.outputChannels * $0.outputSide * $0.outputSide } ?? 0
  }

  /// The transposed convolutions from a single pixel of 32 times the configured depth to a frame.
  ///
  /// For 64 × 64 frames, kernels have sizes 5, 5, 6 and 6, and depths 4, 2 and 1 times the
  /// configured one and 3; for 32 × 32 frames, sizes 5, 6 and 6, and depths 4 and 2 times the
  /// configured one and 3.
  public var decoderConvolutions: [ConvolutionSize] {
    let depth = convolutionDepth
    let layers =
      imageSide == 64
      ? [(5, 4 * depth), (5, 2 * depth), (6, depth), (6, 3)]
      : [(5, 4 * depth), (6, 2 * depth), (6, 3)]
    var (side, channels) = (1, 32 * depth)
    return layers.map { length, outputs in
      let size = ConvolutionSize(
        inputSide: side, outputSide: 2 * (side - 1) + length, inputChannels: channels,
        outputChannels: outputs, kernelLength: length)
      (side, channels) = (size.outputSide, outputs)
      return size
    }
  }
}
