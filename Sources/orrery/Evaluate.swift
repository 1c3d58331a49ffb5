import ArgumentParser
import Base
import ControlSuite
import Foundation
import PlaNet
import Records

/// Plays episodes with a trained agent, without exploration, or with a baseline.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Play episodes with a trained agent, and print its scores.",
    discussion: """
      Nothing is learned, and there is no noise on actions. The run is only read, so it may go on \
      meanwhile.

      Examples:
        orrery evaluate runs/cheetah-run-compact-0
        orrery evaluate runs/cheetah-run-compact-0 --episodes 3 --seed 7 --json
        orrery evaluate runs/cheetah-run-compact-0 --set planner.candidates=500

      With --agent, a baseline plays a task: actions by chance, or a search in the simulator itself.

        orrery evaluate cheetah-run --agent random
        orrery evaluate cheetah-run --agent true-dynamics --episodes 1 --set planner.horizon=20
      """)

  @Argument(
    help: ArgumentHelp("The folder of a run, or a task if a baseline plays.", valueName: "run|task")
  )
  var folder: String

  @Option(help: "The baseline that plays the task: random or true-dynamics.")
  var agent: Baseline?

  @Option(help: "The number of episodes.")
  var episodes = 10

  @Option(help: "The seed of starts and of what the agent draws.")
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "Change a setting that leaves the model as it is. May be repeated.", valueName: "name=value")
  )
  var set: [String] = []

  @Flag(help: "Print one JSON object a line.")
  var json = false

  func validate() throws {
    try checkRange(of: "--episodes", episodes)
  }

  func run() throws {
    if let agent { return try evaluate(agent) }
    let loaded = try LoadedRun(folder, changing: set)
    for warning in loaded.warnings { Console.tell(warning) }
    let entry = try loaded.entry()
    let environment = entry.makeEnvironment()
    let decisions = loaded.decisions(in: environment, taskRepeat: entry.actionRepeat)
    var agent = try loaded.agent(for: environment)
    var generator = SeededGenerator(seed: seed)
    var evaluation = Evaluation(keeping: 0)
    for episode in 0..<episodes {
      var source = generator.split()
      _ = try evaluation.play(&agent, in: decisions, using: &source)
      let score = evaluation.scores[episode]
      print(
        json
          ? JSON.object([
            JSON.Member("episode", .number("\(episode)")), JSON.Member("score", .number(score)),
          ]).line : "episode \(episode)  score \(String(format: "%.1f", score))")
    }
    if let warning = evaluation.warning { Console.tell(warning) }
    print(json ? summary(evaluation, try loaded.environmentSteps) : text(evaluation))
  }

  private func summary(_ evaluation: Evaluation, _ steps: Int) -> String {
    JSON.object([
      JSON.Member("episodes", .number("\(evaluation.scores.count)")),
      JSON.Member("environment_steps", .number("\(steps)")),
      JSON.Member("mean", .number(evaluation.mean)),
      JSON.Member("median", .number(evaluation.median)),
      JSON.Member("stddev", .number(evaluation.stddev)),
    ]).line
  }

  private func text(_ evaluation: Evaluation) -> String {
    String(
      format: "mean %.1f  median %.1f  standard deviation %.1f", evaluation.mean,
      evaluation.median, evaluation.stddev)
  }
}

extension LoadedRun {
  /// The task of the run.
  ///
  /// - Throws: `SettingsError`, if the suite has no such task.
  func entry() throws -> Catalog.Entry {
    guard let entry = Catalog.entry(named: configuration.task) else {
      let names = Catalog.entries.map(\.name).joined(separator: ", ")
      throw SettingsError.configuration(
        "\(path)/config.toml: task", "expected one of \(names), found '\(configuration.task)'")
    }
    return entry
  }
}
