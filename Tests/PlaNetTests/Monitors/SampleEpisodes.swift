import Base
import PlaNet
import Replay
import Tensors

/// Made-up episodes for the tests of monitors.
enum SampleEpisodes {
  static let frames = ReplayFormat(hasFrames: true, observationShape: [32, 32, 3], actionSize: 2)
  static let vectors = ReplayFormat(hasFrames: false, observationShape: [3], actionSize: 2)

  /// Frames of one brightness each, which tells the step.
  static func framed(_ length: Int, first: Int = 0) -> RecordedEpisode {
    RecordedEpisode(
      observations: (0...length).flatMap { step in
        [UInt8](repeating: UInt8(truncatingIfNeeded: first + step), count: 32 * 32 * 3)
      },
      actions: (0..<length).flatMap { [Float($0) / 100, -Float($0) / 100] },
      rewards: (0..<length).map { Float($0) / 10 }, end: .timeLimit)
  }

  /// Vectors that are random, with rewards that are too.
  static func random(_ length: Int, seed: UInt64) -> RecordedEpisode {
    var generator = SeededGenerator(seed: seed)
    func numbers(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(generator.nextNormal()) }
    }
    return RecordedEpisode(
      observations: bytes(numbers(3 * (length + 1))), actions: numbers(2 * length),
      rewards: numbers(length), end: .timeLimit)
  }

  static func bytes(_ floats: [Float]) -> [UInt8] {
    floats.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
    }
  }

  static func model(
    _ format: ReplayFormat, _ change: (inout WorldModelConfiguration) -> Void = { _ in }
  ) -> WorldModel {
    var generator = SeededGenerator(seed: 1)
    let configuration = WorldModelTests.configuration(change)
    return WorldModel(
      configuration,
      observation: format.hasFrames ? .frames : .vector(size: format.observationShape[0]),
      actionSize: format.actionSize, using: &generator)
  }

  static func mean(_ episodes: [RecordedEpisode], _ format: ReplayFormat) -> MeanObservation {
    var mean = MeanObservation(format)
    for episode in episodes { mean.add(episode) }
    return mean
  }
}
