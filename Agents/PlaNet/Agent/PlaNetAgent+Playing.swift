import Base
import Control
import Replay

extension PlaNetAgent {
  /// Plays an episode.
  ///
  /// - Parameters:
  ///   - pristine: An environment whose steps are decisions.
  ///   - generator: The source of the start and of what the agent draws.
  ///   - watch: Called with the environment at every observation, the first included.
  /// - Returns: The episode, or the part of it before its simulation diverged.
  /// - Throws: `ActionError`, if the agent's actions are not finite.
  public mutating func play(
    in pristine: any Environment, using generator: inout SeededGenerator,
    watching watch: (any Environment) -> Void = { _ in }
  ) throws(ActionError) -> RecordedEpisode {
    var episode = OpenEpisode(in: pristine, for: &self, using: &generator)
    watch(episode.environment)
    let end = try episode.play(with: &self, using: &generator) { episode, _ in
      watch(episode.environment)
    }
    return episode.recorded(end.flatMap { RecordedEpisode.End($0) } ?? .timeLimit)
  }
}
