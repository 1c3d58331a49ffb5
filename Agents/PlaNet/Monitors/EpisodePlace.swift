import Base
import Replay
import Tensors

/// Where a sequence lies in a list of episodes.
public struct EpisodePlace: Codable, Hashable, Sendable {
  /// The number of the episode.
  public var episode: Int
  /// The number of the first observation.
  public var start: Int

  /// Creates a place.
  public init(episode: Int, start: Int) {
    (self.episode, self.start) = (episode, start)
  }

  /// Returns places in which sequences fit, spread evenly over each episode.
  ///
  /// The first of several places is the episode's start and the last ends with it; a single one is
  /// in the middle.
  ///
  /// - Parameters:
  ///   - episodes: The episodes.
  ///   - length: The number of observations in a sequence.
  ///   - count: The number of places in each episode, fewer where there are not so many.
  /// - Returns: The places in the order of the episodes; episodes that are too short have none.
  public static func spread(
    over episodes: [RecordedEpisode], length: Int, count: Int
  ) -> [EpisodePlace] {
    require(
      length > 0 && count > 0, "there are no \(count) places of sequences of \(length) steps")
    return episodes.enumerated().flatMap { index, episode -> [EpisodePlace] in
      let last = episode.length + 1 - length
      guard last >= 0 else { return [] }
      let shown = min(count, last + 1)
      return (0..<shown).map { place in
        EpisodePlace(
          episode: index, start: shown == 1 ? last / 2 : (place * last) / (shown - 1))
      }
    }
  }
}

extension Batch {
  /// Creates a batch of recorded sequences.
  ///
  /// Each observation is with the action before it and the reward that came with it; both are zero
  /// at the first observation of an episode. Frames are scaled to [−½, ½].
  ///
  /// - Parameters:
  ///   - places: Where the sequences begin.
  ///   - episodes: The episodes that places are in.
  ///   - length: The number of observations in a sequence.
  ///   - format: What the episodes hold.
  /// - Precondition: The sequences lie inside the episodes.
  public init(
    _ places: [EpisodePlace], of episodes: [RecordedEpisode], length: Int, _ format: ReplayFormat
  ) {
    let size = format.observationByteCount
    let shape = [length, places.count] + format.observationShape
    var observations = Tensor(repeating: 0, shape: shape)
    var vectors: [Scalar] = []
    var (actions, rewards): ([Scalar], [Scalar]) = ([], [])
    for time in 0..<length {
      for (row, place) in places.enumerated() {
        let (episode, index) = (episodes[place.episode], place.start + time)
        require(
          index >= 0 && index <= episode.length,
          "an episode of \(episode.length) actions has no observation \(index)")
        if format.hasFrames {
          episode.observations.withUnsafeBufferPointer { bytes in
            let frame = UnsafeBufferPointer(rebasing: bytes[index * size..<(index + 1) * size])
            observations.fillFrames(
              at: (time * places.count + row) * size, from: frame,
              scaling: .affine(scale: 1 / 255, offset: -0.5))
          }
        } else {
          vectors += floats(episode.observations[(index * size)...].prefix(size)).map { Scalar($0) }
        }
        let width = format.actionSize
        let action = index > 0 ? episode.actions[(index - 1) * width..<index * width] : []
        actions +=
          index > 0 ? action.map { Scalar($0) } : Array(repeating: 0, count: width)
        rewards.append(index > 0 ? Scalar(episode.rewards[index - 1]) : 0)
      }
    }
    if !format.hasFrames { observations = Tensor(vectors, shape: shape) }
    self.init(
      observations: observations,
      actions: Tensor(actions, shape: [length, places.count, format.actionSize]),
      rewards: Tensor(rewards, shape: [length, places.count]))
  }
}
