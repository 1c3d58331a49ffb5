import ArgumentParser
import Base
import Control
import ControlSuite
import JSONText

/// Lists the tasks.
struct Envs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the tasks.",
    discussion: """
      For each task: the sizes of observation and action, the time of an environment step, the \
      steps in an episode, and how often PlaNet repeats an action.

      Example: orrery envs --json
      """)

  @Flag(help: "Print one JSON object a line.")
  var json = false

  func run() throws {
    if !json {
      try Console.print(
        Self.row(["task", "observation", "action", "step (s)", "episode", "repeat"]))
    }
    for entry in Catalog.entries {
      let environment = entry.makeEnvironment()
      if json {
        let object: JSON = [
          "task": .string(entry.name),
          "observation_size": .integer(environment.observationSize),
          "action_size": .integer(environment.actionSize),
          "time_step": .number(environment.timeStep),
          "episode_steps": .integer(entry.stepLimit),
          "action_repeat": .integer(entry.actionRepeat),
        ]
        try Console.print(object.line)
      } else {
        try Console.print(
          Self.row([
            entry.name, "\(environment.observationSize)", "\(environment.actionSize)",
            "\(environment.timeStep)", "\(entry.stepLimit)", "\(entry.actionRepeat)",
          ]))
      }
    }
  }

  /// Returns a line of the table, with the first column aligned left and all others right.
  private static func row(_ cells: [String]) -> String {
    let widths = [18, 13, 8, 10, 9, 8]
    return zip(cells, widths).enumerated().map { index, cell in
      index == 0 ? cell.0.leftAligned(in: cell.1) : cell.0.rightAligned(in: cell.1)
    }.joined()
  }
}
