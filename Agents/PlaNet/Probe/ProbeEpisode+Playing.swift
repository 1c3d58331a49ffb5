import Base
import Control

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
    var rows: [[Double]] = []
    let episode = try agent.play(in: pristine, using: &generator) { rows.append(quantities($0)) }
    return ProbeEpisode(episode, quantities: rows)
  }
}
