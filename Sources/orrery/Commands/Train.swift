import ArgumentParser
import ControlSuite
import Foundation
import PlaNet
import Records
import Tensors

/// Trains an agent.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train an agent on a task, or go on with a run.",
    discussion: """
      The run is a folder: settings, checkpoints, episodes and measurements. The same command goes \
      on where it stopped, bit by bit. Ctrl-C saves and stops; once more stops at once. SIGUSR1 \
      saves and goes on.

      Stronger settings win: --set, then the variable ORRERY_SET ('name=value name=value'), then the \
      --config file, then the preset. Documentation/Settings.md says what each setting means.

      Presets: \(Preset.allCases.map { "\($0.rawValue) (\($0.summary))" }.joined(separator: ", ")).

      Examples:
        orrery train cheetah-run
        orrery train cheetah-run --preset quick --seed 1 --run runs/first
        orrery train walker-walk --set trainer.environmentSteps=200000 --set planner.horizon=10
        orrery train cheetah-run --config settings.toml --overwrite --force --json
        orrery train cheetah-run --strict-resume
        orrery train cheetah-run --minutes 60 --no-color
        orrery train walker-walk --preset state --show-settings
      """)

  @Argument(help: "The task; 'orrery envs' lists them.")
  var task: String

  @Option(
    name: .customLong("run"), help: "The folder of the run; runs/TASK-PRESET-SEED if none is given."
  )
  var folder: String?

  @Option(help: "The settings to start from.")
  var preset = Preset.compact

  @Option(parsing: .unconditional, help: "The seed of all randomness, a whole number from 0.")
  var seed: Int?

  @Option(help: "A TOML file with settings.")
  var config: String?

  @Option(help: ArgumentHelp("Change a setting. May be repeated.", valueName: "name=value"))
  var set: [String] = []

  @Option(
    parsing: .unconditional,
    help: "Save and end after so many minutes of training in all, evaluations excluded.")
  var minutes: Double?

  @Flag(help: "Remove the run that is there, and begin anew.")
  var overwrite = false

  @Flag(
    help: """
      End with an error if the newest checkpoint, or an episode that it needs, is damaged; do not go \
      on from the one before it.
      """)
  var strictResume = false

  @Flag(help: "Train although the replay may not fit in memory.")
  var force = false

  @Flag(help: "Print the settings as TOML, and where each comes from, and train nothing.")
  var showSettings = false

  @Flag(help: "Print measurements as one JSON object a line.")
  var json = false

  @Flag(help: "Write progress without colours, as with the variable NO_COLOR.")
  var noColor = false

  func validate() throws {
    _ = try Catalog.entry(namedByUser: task)
    guard !showSettings || !json else {
      throw ValidationError("--show-settings prints TOML, and --json is for measurements.")
    }
    let trains = [
      ("run", folder != nil), ("overwrite", overwrite), ("strict-resume", strictResume),
      ("force", force), ("no-color", noColor), ("minutes", minutes != nil),
    ]
    if showSettings, let (name, _) = trains.first(where: { $0.1 }) {
      throw ValidationError("--show-settings trains nothing, so leave out --\(name).")
    }
    guard !overwrite || !strictResume else {
      throw ValidationError("--overwrite removes the checkpoints that --strict-resume is about.")
    }
    if let minutes, let problem = Bounds.problem(positive: minutes) {
      throw ValidationError("--minutes: \(problem).")
    }
    if let seed, seed < 0 {
      throw ValidationError("--seed: expected at least 0, found \(seed).")
    }
  }

  func run() throws {
    StopSignals.listen()
    let entry = try Catalog.entry(namedByUser: task)
    let settings = try resolvedSettings(entry.name)
    let configuration = try settings.checkedConfiguration()
    guard !showSettings else { return try Console.write(settings.tomlWithOrigins) }
    let path = folder ?? "runs/\(entry.name)-\(preset.rawValue)-\(configuration.seed)"
    let console = TrainingConsole(json: json, isPlain: noColor)
    console.note("training on \(entry.name), preset \(preset.rawValue), run \(path)")
    let actionRepeat = configuration.trainer.actionRepeat(suggested: entry.actionRepeat)
    let available = SystemMemory.available
    // Another trainer of the run may be what has taken the memory.
    try RunDirectory.checkUnlocked(path)
    // Opening the folder removes a run that is to be overwritten, so a refused command must not get
    // there.
    try checkFit(of: configuration, on: entry, actionRepeat, available, at: path)
    let directory = try RunDirectory(path, overwrite ? .overwrite : .resume)
    let recorder = try RunRecorder(
      directory, resuming: try newestCheckpoint(of: directory, settings, console),
      settings: settings, report: console.report)
    if let warning = Backend.current.warning { console.note(warning) }
    let trainer = try Trainer(
      configuration, environment: entry.makeEnvironment(), actionRepeat: actionRepeat,
      recorder: recorder, availableBytes: force ? nil : available)
    console.announce(trainer.memoryPrediction, of: available)
    // This comes only now, because settings that do not fit the run must not replace those that do.
    try directory.describe(
      configuration: settings.toml, command: CommandLine.arguments, version: Versions.all)
    console.keepNotes(in: directory)
    defer { console.keepNotes(in: directory) }
    let outcome = try console.noting { try trainer.run(until: minutes.map { 60 * $0 }) }
    console.end(outcome, path: path, isOverwriting: overwrite)
    if outcome == .stopped, let code = StopSignals.exitCode { throw ExitCode(code) }
  }

  /// Checks that episodes are long enough for their uses, and that a new run fits in memory.
  ///
  /// With --force the replay does not count; all else must fit in the available memory.
  private func checkFit(
    of configuration: PlaNetConfiguration, on entry: Catalog.Entry, _ actionRepeat: Int,
    _ available: Int?, at path: String
  ) throws {
    let (length, longest) = (
      configuration.trainer.sequenceLength, (entry.stepLimit - 1) / actionRepeat + 2
    )
    // A resumed run may have longer episodes, with another actionRepeat.
    if length > longest, beginsAnew(at: path) {
      throw TrainingError.episodesTooShort(sequenceLength: length, longest: longest)
    }
    try configuration.checkContext(ofEpisodes: longest)
    let memory = MemoryPrediction(
      training: configuration, in: entry.makeEnvironment(), actionRepeat: actionRepeat)
    if force {
      try memory.withoutReplay.check(Int(clamping: ProcessInfo.processInfo.physicalMemory))
    } else {
      try memory.check(available)
    }
  }

  /// Returns whether there is nothing to resume.
  private func beginsAnew(at path: String) -> Bool {
    // A folder that cannot be listed cannot be opened either, which is reported then.
    overwrite || (try? CheckpointStore(run: path).steps())?.isEmpty != false
  }

  /// Returns the checkpoint to resume from, after reporting the differences.
  private func newestCheckpoint(
    of directory: RunDirectory, _ settings: Settings<PlaNetConfiguration>,
    _ console: TrainingConsole
  ) throws -> Checkpoint? {
    guard directory.isResumed,
      let newest = try CheckpointStore(run: directory.path)
        .loadNewest(strict: strictResume, needsEpisodes: true)
    else { return nil }
    for warning in newest.warnings { console.note(warning) }
    let old = try LoadedRun.settings(of: directory.path)
    var fixed = [("task", "on"), ("seed", "with seed")]
    // A value is learned in units of its discount.
    if old.values["behavior.isLearned"] == .truth(true) {
      fixed.append(("behavior.discount", "with behavior.discount"))
    }
    for (name, word) in fixed {
      guard let found = old.values[name], let expected = settings.values[name], found != expected
      else { continue }
      throw Failure(
        .configuration,
        "\(directory.path): expected a run \(word) \(expected.toml), found one \(word)"
          + " \(found.toml); choose another --run, or take --overwrite")
    }
    let differences = settings.differences(from: old)
    if !differences.isEmpty {
      console.note("settings that differ from those of the run:")
      for difference in differences { console.note("  \(difference)") }
    }
    for difference in newest.checkpoint.arithmeticDifferences(from: Backend.current.arithmetic) {
      console.note("\(difference); the run goes on, but not bit by bit as it would have")
    }
    console.note("going on with \(directory.path)")
    return newest.checkpoint
  }
}
