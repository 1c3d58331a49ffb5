import ArgumentParser
import Base
import ControlSuite
import JSONText
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

  @Option(parsing: .unconditional, help: "The number of episodes.")
  var episodes = 10

  @Option(
    parsing: .unconditional,
    help: "The seed of starts and of what the agent draws, a whole number from 0.")
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
    if agent != nil {
      _ = try Catalog.entry(namedByUser: folder)
    } else if Catalog.entry(named: folder) != nil, !Files.isFolder(folder) {
      throw ValidationError(
        "'\(folder)' is a task: name who plays it with --agent, or a run of it.")
    }
  }

  func run() throws {
    if let agent { return try evaluate(agent) }
    try checkSettingsMatter()
    let run = try OpenedRun(folder, changing: set)
    var agent = run.agent
    var generator = SeededGenerator(seed: seed)
    var evaluation = Evaluation(keeping: 0)
    for _ in 0..<episodes {
      var source = generator.split()
      _ = try evaluation.play(&agent, in: run.decisions, using: &source)
      try Console.print(evaluation.lastLine(json: json))
    }
    if let warning = evaluation.warning { Console.tell(warning) }
    let steps = try run.loaded.environmentSteps
    try Console.print(
      evaluation.summary(json: json, JSON.Member("environment_steps", .integer(steps))))
  }
}
