import Base
import Control
import Replay

extension ProbeEpisode {
  /// Plays an episode with an agent and records the true quantities at each observation.
  ///
  /// - Parameters:
  ///   - agent: The agent, whose noise is not changed.
  ///   - pristine: An environment whose steps are decisions.
  ///   - generator: The source of the start and of the agent's draws.
  ///   - quantities: Returns the true quantities of an environment.
  /// - Returns: The episode, or its beginning if its simulation diverged.
  /// - Throws: `ActionError` if the agent's actions are NaN.
  public static func play(
    _ agent: inout PlaNetAgent, in pristine: any Environment,
    using generator: inout SeededGenerator, quantities: (any Environment) -> [Double]
  ) throws(ActionError) -> ProbeEpisode {
    agent.begin()
    var episode = OpenEpisode(in: pristine, seenBy: &agent.eye, using: &generator)
    var rows = [quantities(episode.environment)]
    while true {
      let action = agent.act(seeing: episode.observation, using: &generator)
      let step = try episode.take(action, seenBy: &agent.eye)
      rows.append(quantities(episode.environment))
      guard let end = step.end else { continue }
      return ProbeEpisode(
        episode.recorded(RecordedEpisode.End(end) ?? .timeLimit), quantities: rows)
    }
  }
}
