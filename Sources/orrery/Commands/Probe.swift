import ArgumentParser
import Base
import ControlSuite
import Foundation
import Imaging
import JSONText
import PlaNet
import Records
import Replay
import Tensors

/// Reads true velocities and angles from an agent's latent states.
struct Probe: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read true velocities and joint angles from latent states, by ridge regression.",
    discussion: """
      Plays episodes with the agent, fits linear maps from its states (h, s) to the true quantities \
      of the simulator, and prints R2 on other episodes: of states that have seen everything, and \
      of states so many decisions after the last look. 1 is perfect, 0 is the mean. The run is \
      only read.

      Examples:
        orrery probe runs/cheetah-run-compact-0
        orrery probe runs/cheetah-run-compact-0 --episodes 4 --held-out 2 --noise 0 --seed 7
        orrery probe runs/cheetah-run-compact-0 --output pictures
        orrery probe runs/cheetah-run-compact-0 --json
      """)

  @Argument(help: ArgumentHelp("The folder of a run.", valueName: "run"))
  var folder: String

  @Option(parsing: .unconditional, help: "The number of episodes to fit maps to, 2 at least.")
  var episodes = 8

  @Option(parsing: .unconditional, help: "The number of episodes to judge by.")
  var heldOut = 4

  @Option(
    parsing: .unconditional, help: "The standard deviation of the noise on actions, as 0.3.")
  var noise = 0.3

  @Option(
    parsing: .unconditional,
    help: "The seed of starts and of what the agent draws, a whole number from 0.")
  var seed: UInt64 = 0

  @Option(help: "A folder for pictures of what was read against the truth; it is made if missing.")
  var output: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    try checkRange(of: "--episodes", episodes, from: 2)
    try checkRange(of: "--held-out", heldOut)
    if let problem = Bounds.problem(notNegative: Scalar(noise)) {
      throw ValidationError("--noise: \(problem).")
    }
  }

  func run() throws {
    let run = try OpenedRun(folder)
    var agent = run.agent
    agent.explorationNoise = .init(noise)
    let quantities = WorldQuantities(run.entry.makeTask().model)
    let probe = LatentProbe(quantities.targets)
    try MemoryPrediction(
      probing: episodes + heldOut, by: probe, with: run.loaded, in: run.environment,
      taskRepeat: run.entry.actionRepeat
    ).check(SystemMemory.available)
    var generator = SeededGenerator(seed: seed)
    var console = PlayingConsole()
    var played: [ProbeEpisode] = []
    // This comes before the episodes, so that a folder that cannot be created is reported at once.
    if let output { try Files.makeFolder(output) }
    for number in 1...episodes + heldOut {
      console.begin(number, of: episodes + heldOut)
      var source = generator.split()
      played.append(
        try ProbeEpisode.play(&agent, in: run.decisions, using: &source) { quantities($0) })
    }
    if let short = played.first(where: { $0.episode.length < probe.context }) {
      throw Failure(
        .configuration,
        "an episode has \(short.episode.length) decisions, expected \(probe.context) at least; "
          + "try another --seed, or a run with a smaller trainer.actionRepeat")
    }
    let report = probe.report(
      of: agent.model, fitting: Array(played.prefix(episodes)),
      heldOut: Array(played.dropFirst(episodes)), agent.eye.format, using: &generator)
    try write(report)
    try Console.print(json ? Self.object(report.metrics) : report.table)
  }

  private func write(_ report: ProbeReport) throws {
    guard let output else { return }
    for reading in report.readings {
      let name = reading.horizon == 0 ? "filtered" : "open_loop_\(reading.horizon)"
      let figure = report.figure(horizon: reading.horizon)
      try Files.write(Array(figure.drawing.svg.utf8), as: "\(name).svg", in: output)
    }
  }

  /// Returns named numbers as one line of JSON, with `null` for those that are not finite.
  static func object(_ metrics: [String: Double]) -> String {
    let metrics = metrics.sorted { $0.key < $1.key }
    return JSON.object(metrics.map { JSON.Member($0, .number($1)) }).line
  }
}
