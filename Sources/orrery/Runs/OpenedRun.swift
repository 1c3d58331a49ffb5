import Control
import ControlSuite
import PlaNet

/// A run whose agent is about to play: the common start of the commands that examine a run.
struct OpenedRun {
  /// The saved run.
  let loaded: LoadedRun
  /// The task.
  let entry: Catalog.Entry
  /// The task with its time limit; a step of it is an environment step.
  let environment: TimeLimit<SuiteEnvironment>
  /// The number of environment steps for which the agent repeats an action.
  let actionRepeat: Int
  /// The same; a step of it is a decision of the agent.
  let decisions: any Environment
  /// The agent, without noise, at the start of an episode.
  let agent: PlaNetAgent

  /// Opens a run, and warns about newer checkpoints that cannot be used.
  ///
  /// - Parameters:
  ///   - path: The folder of the run.
  ///   - assignments: Settings to change.
  /// - Throws: An error that describes what is wrong with the run.
  init(_ path: String, changing assignments: [String] = []) throws {
    loaded = try LoadedRun(path, changing: assignments)
    for warning in loaded.warnings { Console.tell(warning) }
    entry = try loaded.entry()
    environment = entry.makeEnvironment()
    actionRepeat = loaded.configuration.trainer.actionRepeat(suggested: entry.actionRepeat)
    decisions = loaded.decisions(in: environment, taskRepeat: entry.actionRepeat)
    agent = try loaded.agent(for: environment)
  }
}
