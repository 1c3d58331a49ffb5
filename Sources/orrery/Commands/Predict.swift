import ArgumentParser
import Base
import Control
import ControlSuite
import Foundation
import Imaging
import PlaNet
import Records
import Replay

/// Shows open-loop predictions of a model.
struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show open-loop predictions of a model, beside the truth.",
    discussion: """
      Plays episodes with the agent, looks at some observations and predicts those that follow \
      from the actions alone, under several draws of the weights. Prints errors by horizon, over \
      whole episodes; writes strip.png, sheet.png, animation.png (an animated PNG) and \
      open_loop.svg, and each frame of the first episode as frames/007_truth.png, _prediction, \
      _error and _spread. Of runs that see vectors, components.svg and open_loop.svg. Episodes \
      that another run recorded are as unseen as new ones, and of all ages; those of the run itself, \
      by --episode, are what it has learned from. Runs are only read.

      Examples:
        orrery predict runs/cheetah-run-compact-0 --output prediction
        orrery predict runs/cheetah-run-compact-0 --context 5 --horizon 50 --draws 40 --output p
        orrery predict runs/cheetah-run-compact-0 --start 100 --seed 7 --output prediction --json
        orrery predict runs/cheetah-run-compact-0 --episode 1 --output prediction
        orrery predict runs/cheetah-run-compact-0 --from runs/cheetah-run-compact-1 --episodes 12 \
      --output p
      """)

  @Argument(help: ArgumentHelp("The folder of a run.", valueName: "run"))
  var folder: String

  @Option(parsing: .unconditional, help: "The number of observations to look at.")
  var context = 5

  @Option(parsing: .unconditional, help: "The number of decisions to predict.")
  var horizon = 50

  @Option(
    parsing: .unconditional, help: "The number of draws of the weights, each with two of states.")
  var draws = MonitorConfiguration().draws

  @Option(
    parsing: .unconditional, help: "The observation of the episode that the pictures begin with.")
  var start = 0

  @Option(
    parsing: .unconditional,
    help: "The number of a recorded episode, from 1 on, rather than a new one.")
  var episode: Int?

  @Option(
    help: ArgumentHelp(
      "Another run of the same task, whose recorded episodes are predicted.", valueName: "run"))
  var from: String?

  @Option(
    parsing: .unconditional,
    help: "The number of episodes that errors are measured on; recorded ones are spread evenly.")
  var episodes = 1

  @Option(
    parsing: .unconditional, help: "The seed of the episodes and draws, a whole number from 0.")
  var seed: UInt64 = 0

  @Option(help: "The folder to write to, which is made if it is missing.")
  var output: String

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    let options: KeyValuePairs<String, Int?> = [
      "--context": context, "--horizon": horizon, "--draws": draws, "--episode": episode,
      "--episodes": episodes,
    ]
    for (option, value) in options { try checkRange(of: option, value) }
    try checkRange(of: "--start", start, from: 0)
    guard episode == nil || episodes == 1 else {
      throw ValidationError("--episode names one episode, --episodes asks for \(episodes).")
    }
  }

  /// The number of sequences in each episode on which errors are measured.
  private static let startsPerEpisode = 8

  func run() throws {
    let run = try OpenedRun(folder)
    let loaded = run.loaded
    try MemoryPrediction(
      predicting: monitor, startsPerEpisode: Self.startsPerEpisode, with: loaded,
      in: run.environment, taskRepeat: run.entry.actionRepeat
    ).check(SystemMemory.available)
    var agent = run.agent
    let replay = try loaded.replay(for: run.environment)
    var generator = SeededGenerator(seed: seed)
    let episodes =
      if episode == nil && from == nil {
        try play(&agent, in: run.decisions, using: &generator)
      } else {
        try recorded(like: run, replay.format)
      }
    let shown = episodes[0]
    guard start + context <= shown.length else {
      throw Failure(
        .usage,
        "expected --start and --context to leave one of the \(shown.length + 1) observations of "
          + "the episode, found \(start) and \(context)")
    }
    try Files.makeFolder(output)
    try show(shown, by: agent.model, replay.format, using: &generator)
    var evaluation = OpenLoopEvaluation(
      monitor, noise: PredictionNoise(loaded.configuration.loss, agent.model),
      mean: MeanObservation(of: replay))
    evaluation.startsPerEpisode = Self.startsPerEpisode
    guard let report = evaluation.report(of: agent.model, on: episodes, using: &generator) else {
      return
    }
    try write(Array(report.figure.drawing.svg.utf8), "open_loop.svg")
    try Console.print(json ? Probe.object(report.metrics) : report.table)
  }

  /// The requested measurements.
  private var monitor: MonitorConfiguration {
    var monitor = MonitorConfiguration()
    (monitor.episodes, monitor.context) = (episodes, context)
    (monitor.horizon, monitor.draws) = (horizon, draws)
    return monitor
  }

  private func play(
    _ agent: inout PlaNetAgent, in decisions: any Environment,
    using generator: inout SeededGenerator
  ) throws -> [RecordedEpisode] {
    // This comes before the work, so that a folder that cannot be created is reported at once.
    try Files.makeFolder(output)
    var console = PlayingConsole()
    return try (1...episodes).map { number in
      console.begin(number, of: episodes)
      var source = generator.split()
      return try agent.play(in: decisions, using: &source)
    }
  }

  private func recorded(
    like run: OpenedRun, _ format: ReplayFormat
  ) throws -> [RecordedEpisode] {
    let recorded = RecordedEpisodes(path: from ?? run.loaded.path, format: format)
    if from != nil { try recorded.checkLikeness(to: run) }
    if let episode { return [try recorded.episode(episode)] }
    return try recorded.episodes(episodes)
  }

  /// Writes pictures of a part of an episode beside a model's predictions of it.
  private func show(
    _ episode: RecordedEpisode, by model: WorldModel, _ format: ReplayFormat,
    using generator: inout SeededGenerator
  ) throws {
    guard format.hasFrames else {
      let predicted = PredictedVectors(
        model, episode, from: start, monitor, format, using: &generator)
      return try write(Array(predicted.figure().drawing.svg.utf8), "components.svg")
    }
    try writePictures(
      PredictedEpisode(model, episode, from: start, monitor, format, using: &generator))
  }

  private func writePictures(_ predicted: PredictedEpisode) throws {
    try write(try predicted.strip().encodedPNG(), "strip.png")
    try write(try predicted.contactSheet().encodedPNG(), "sheet.png")
    let frames = predicted.animationFrames
    try write(try AnimatedPNG.encode(frames, framesPerSecond: 8), "animation.png")
    try Files.makeFolder(URL(fileURLWithPath: output).appendingPathComponent("frames").path)
    for (index, step) in predicted.steps.enumerated() {
      for (name, image) in step.pictures {
        let number = String(index).zeroPadded(to: 3)
        try write(try image.encodedPNG(), "frames/\(number)_\(name).png")
      }
    }
    try Files.removeSeries(from: predicted.steps.count, in: "\(output)/frames") { name in
      name.wholeMatch(of: /(\d+)_(truth|prediction|error|spread)\.png/).flatMap { Int($0.1) }
    }
    if predicted.nanCount > 0 {
      Console.tell("\(predicted.nanCount) pixels are NaN, drawn in magenta")
    }
  }

  private func write(_ bytes: [UInt8], _ name: String) throws {
    try Files.write(bytes, as: name, in: output)
  }
}
