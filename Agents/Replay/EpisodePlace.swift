import Base

/// The place of a sequence in a list of episodes.
public struct EpisodePlace: Hashable, Sendable {
  /// The number of the episode.
  public var episode: Int
  /// The number of the first observation.
  public var start: Int

  /// Creates a place.
  public init(episode: Int, start: Int) {
    (self.episode, self.start) = (episode, start)
  }

  /// Returns places at which sequences fit, spread evenly over each episode.
  ///
  /// Of several places, the first is the episode's start and the last ends with the episode; a
  /// single one is in the middle.
  ///
  /// - Parameters:
  ///   - episodes: The episodes.
  ///   - length: The number of observations in a sequence.
  ///   - count: The number of places in each episode, or fewer if fewer exist.
  /// - Returns: The places in the order of the episodes; episodes that are too short have none.
  public static func spread(
    over episodes: [RecordedEpisode], length: Int, count: Int
  ) -> [EpisodePlace] {
    require(
      length > 0 && count > 0, "there are no \(count) places of sequences of \(length) steps")
    return episodes.enumerated().flatMap { index, episode -> [EpisodePlace] in
      let starts = max(0, episode.length + 2 - length)
      return placesFromEndToEnd(count, of: starts).map { EpisodePlace(episode: index, start: $0) }
    }
  }
}
