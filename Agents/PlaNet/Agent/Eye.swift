import Base
import Control
import Imaging
import Replay
import Tensors

/// An agent's view of environments: frames or vectors, in the bytes that a replay records.
public struct Eye: Sendable {
  /// The kind of observation of the world model.
  public let kind: ObservationKind
  /// The conversion of bytes to numbers.
  public let scaling: FrameScaling
  /// The common format of all recorded episodes.
  public let format: ReplayFormat
  private var frame: Image

  /// Creates an eye for environments like the given one.
  public init(_ configuration: PlaNetConfiguration, for environment: any Environment) {
    let (side, actionSize) = (configuration.model.imageSide, environment.actionSize)
    switch configuration.observation {
    case .frames:
      kind = .frames
      frame = Image(width: side, height: side)
      format = ReplayFormat(
        hasFrames: true, observationShape: [side, side, 3], actionSize: actionSize)
    case .vector:
      kind = .vector(size: environment.observationSize)
      frame = Image(width: 0, height: 0)
      format = ReplayFormat(
        hasFrames: false, observationShape: [environment.observationSize],
        actionSize: actionSize)
    }
    scaling = configuration.model.frameScaling
  }

  /// Returns the current observation, in bytes.
  public mutating func look(at environment: any Environment) -> [UInt8] {
    if format.hasFrames {
      environment.render(into: &frame)
      return frame.pixels
    }
    return littleEndianBytes(of: environment.observation.map { Float($0).bitPattern })
  }

  /// Returns observations in the form of a world model's input, of shape
  /// `[count] + observationShape`.
  public func tensor(
    of bytes: ArraySlice<UInt8>, using generator: inout SeededGenerator
  ) -> Tensor {
    format.tensor(of: bytes, scaling: scaling, using: &generator)
  }
}
