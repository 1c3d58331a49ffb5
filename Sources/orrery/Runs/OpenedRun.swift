import Control
import ControlSuite
import PlaNet

/// A run whose agent is going to play: what the commands that look at it begin with.
struct OpenedRun {
  /// What was saved.
  let loaded: LoadedRun
  /// The task.
  let entry: Catalog.Entry
  /// The task with its time limit, one environment step a step.
  let environment: TimeLimit<SuiteEnvironment>
  /// How many of its steps an action of the agent is taken for.
  let actionRepeat: Int
  /// The same, one decision of the agent a step.
  let decisions: any Environment
  /// The agent, without noise, at the start of an episode.
  let agent: PlaNetAgent

  /// Opens a run, and tells of newer checkpoints that cannot be used.
  ///
  /// - Parameters:
  ///   - path: The folder of the run.
  ///   - assignments: Settings to change.
  /// - Throws: What is wrong with the run.
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
