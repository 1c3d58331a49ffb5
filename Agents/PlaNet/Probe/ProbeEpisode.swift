import Base
import Replay

/// An episode with the true quantities that are to be read from latent states.
public struct ProbeEpisode: Sendable {
  /// The observations, actions and rewards.
  public var episode: RecordedEpisode
  /// The true quantities at each observation.
  public var quantities: [[Double]]

  /// Creates an episode.
  ///
  /// - Parameters:
  ///   - episode: The observations, actions and rewards.
  ///   - quantities: One row for each observation.
  /// - Precondition: There are as many rows as observations.
  public init(_ episode: RecordedEpisode, quantities: [[Double]]) {
    require(
      quantities.count == episode.length + 1,
      "\(episode.length + 1) observations need as many rows of quantities, not \(quantities.count)")
    (self.episode, self.quantities) = (episode, quantities)
  }
}
