import Base
import Records
import Tensors

/// The common format of all episodes of a replay.
public struct ReplayFormat: Hashable, Sendable {
  /// Whether observations are bytes of frames; otherwise they are vectors of floats.
  public var hasFrames: Bool
  /// The shape of an observation, such as `[64, 64, 3]`.
  public var observationShape: [Int]
  /// The number of components of an action.
  public var actionSize: Int

  /// Creates a format.
  public init(hasFrames: Bool, observationShape: [Int], actionSize: Int) {
    (self.hasFrames, self.observationShape) = (hasFrames, observationShape)
    self.actionSize = actionSize
  }

  var elementType: ElementType { hasFrames ? .uint8 : .float32 }

  /// The number of elements of an observation.
  var observationCount: Int { observationShape.reduce(1, *) }

  /// The number of bytes in an observation.
  public var observationByteCount: Int { observationCount * (hasFrames ? 1 : 4) }

  /// Stops unless an episode has the amount of data that its length requires.
  func requireFitting(_ episode: RecordedEpisode) {
    require(
      episode.observations.count == (episode.length + 1) * observationByteCount
        && episode.length > 0 && episode.actions.count == episode.length * actionSize,
      "an episode of \(episode.length) steps cannot have \(episode.observations.count) bytes of"
        + " observations of \(observationByteCount) and \(episode.actions.count) components of"
        + " actions of \(actionSize)")
  }

  /// Returns observations as numbers.
  ///
  /// - Parameters:
  ///   - bytes: Whole observations one after the other, as an episode stores them.
  ///   - scaling: The conversion of frames' bytes to numbers; vectors are not converted.
  ///   - generator: The source of the noise that `FrameScaling.fiveBits` adds.
  /// - Returns: Of shape `[count] + observationShape`.
  public func tensor(
    of bytes: ArraySlice<UInt8>, scaling: FrameScaling = .centered,
    using generator: inout SeededGenerator
  ) -> Tensor {
    let count = bytes.count / observationByteCount
    require(
      count * observationByteCount == bytes.count,
      "\(bytes.count) bytes are no whole number of observations of \(observationByteCount)")
    let shape = [count] + observationShape
    let result =
      hasFrames && scaling == .fiveBits
      ? Tensor(uniform: shape, using: &generator) : Tensor(uninitialized: shape)
    bytes.withUnsafeBufferPointer { bytes in
      for index in 0..<count { result.fill(index, from: bytes, index, self, scaling) }
    }
    return result
  }
}

extension FrameScaling {
  /// The conversion of bytes to numbers in [−½, ½].
  public static let centered = affine(scale: 1 / 255, offset: -0.5)
}

extension Tensor {
  /// Sets one of the observations in this tensor to one of those in bytes.
  func fill(
    _ index: Int, from bytes: UnsafeBufferPointer<UInt8>, _ source: Int, _ format: ReplayFormat,
    _ scaling: FrameScaling
  ) {
    let (count, size) = (format.observationCount, format.observationByteCount)
    let span = UnsafeBufferPointer(rebasing: bytes[source * size..<(source + 1) * size])
    guard !format.hasFrames else {
      return fillFrames(at: index * count, from: span, scaling: scaling)
    }
    let raw = UnsafeRawBufferPointer(span)
    for component in 0..<count {
      let bits = raw.loadUnaligned(fromByteOffset: 4 * component, as: UInt32.self)
      elements[index * count + component] = Scalar(
        Float(bitPattern: UInt32(littleEndian: bits)))
    }
  }
}
