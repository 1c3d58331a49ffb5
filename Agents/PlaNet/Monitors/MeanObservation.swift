import Base
import Records
import Replay

/// The mean observation and reward of a training set: a prediction without a model.
public struct MeanObservation: Sendable {
  /// The format of the episodes.
  public let format: ReplayFormat
  /// The number of observations so far.
  public private(set) var count = 0
  private var byteSums: [UInt64] = []
  private var sums: [Double] = []
  private var rewardSum = 0.0
  private var rewardCount = 0

  /// Creates the mean of no observations.
  public init(_ format: ReplayFormat) {
    self.format = format
    let size = format.observationShape.reduce(1, *)
    if format.hasFrames {
      byteSums = Array(repeating: 0, count: size)
    } else {
      sums = Array(repeating: 0, count: size)
    }
  }

  /// Creates the mean of everything that a replay has in memory.
  public init(of replay: ReplayBuffer) {
    self.init(replay.format)
    _ = add(replay) { false }
  }

  /// Creates the mean of everything that a replay has in memory, or `nil` if it is interrupted.
  ///
  /// - Parameters:
  ///   - replay: The replay.
  ///   - shouldStop: Returns whether to stop early; called before each episode.
  package init?(of replay: ReplayBuffer, shouldStop: () -> Bool) {
    self.init(replay.format)
    guard add(replay, unless: shouldStop) else { return nil }
  }

  /// Adds all episodes, and returns whether this was not interrupted.
  private mutating func add(_ replay: ReplayBuffer, unless shouldStop: () -> Bool) -> Bool {
    for index in replay.files.indices {
      guard !shouldStop() else { return false }
      add(replay[index])
    }
    return true
  }

  /// Adds an episode.
  public mutating func add(_ episode: RecordedEpisode) {
    let size = format.observationShape.reduce(1, *)
    count += episode.length + 1
    for reward in episode.rewards { rewardSum += Double(reward) }
    rewardCount += episode.length
    guard format.hasFrames else {
      guard let numbers = episode.storedObservations(format).floats else {
        fatalError("observations without frames are stored in single precision")
      }
      for (index, number) in numbers.enumerated() {
        sums[index % size] += Double(number)
      }
      return
    }
    require(
      episode.observations.count == (episode.length + 1) * size,
      "\(episode.length + 1) frames of \(size) bytes are not \(episode.observations.count) bytes")
    byteSums.withUnsafeMutableBufferPointer { sums in
      episode.observations.withUnsafeBufferPointer { bytes in
        for frame in 0...episode.length {
          for index in 0..<size { sums[index] &+= UInt64(bytes[frame * size + index]) }
        }
      }
    }
  }

  /// The mean observation, with frames scaled to [−½, ½]; zeros if there are none.
  public var values: [Double] {
    let divisor = Double(max(count, 1))
    return format.hasFrames
      ? byteSums.map { count == 0 ? 0 : Double($0) / divisor / 255 - 0.5 }
      : sums.map { $0 / divisor }
  }

  /// The mean reward of a step; zero if there is none.
  public var reward: Double { rewardSum / Double(max(rewardCount, 1)) }
}
