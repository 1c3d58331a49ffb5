import Base
import Glibc
import Imaging
import Records

/// Writes a trainer's measurements to its run: lines of JSON, tables and TensorBoard's events.
///
/// An iteration is recorded once, under the environment steps at its end; the repeated part of a
/// resumed run replaces the records after its checkpoint.
public final class RunRecorder {
  /// The run.
  public let run: RunDirectory
  /// The checkpoint from which the run is resumed, until a trainer takes it.
  package internal(set) var checkpoint: Checkpoint?
  let configurationDigest: String
  private let hyperparameters: [String: MetricValue]
  private let report: (TrainingReport) -> Void
  private let startTime = now(CLOCK_MONOTONIC)
  let resumedStep: Int
  private let loggedStep: Int?
  /// The destination of measurements, once it is certain that the run continues.
  private var logs: RunLogs?
  /// The times of parts when an iteration was last recorded.
  private(set) var lastTimes = Stopwatch()
  private var lastScore: Double?

  /// Prepares to record a run, which is not changed until a trainer continues it.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - checkpoint: The checkpoint to resume from, or `nil` at the beginning.
  ///   - settings: The resolved settings.
  ///   - report: Receives reports of events.
  /// - Throws: `DataError` or ``RunError`` for faults in the checkpoint.
  public init(
    _ run: RunDirectory, resuming checkpoint: Checkpoint?,
    settings: Settings<PlaNetConfiguration>, report: @escaping (TrainingReport) -> Void
  ) throws {
    (self.run, self.checkpoint, self.report) = (run, checkpoint, report)
    configurationDigest = settings.digest
    hyperparameters = settings.values.mapValues(\.metric)
    loggedStep = try checkpoint?.count("logged_step", in: run.path)
    resumedStep = try checkpoint?.count("environment_steps", in: run.path) ?? 0
  }

  /// Opens the logs, and drops records of steps after the checkpoint.
  ///
  /// - Throws: `FileError` or `DataError`.
  func openLogs() throws {
    let wallTime = now(CLOCK_REALTIME)
    let logs = try RunLogs(of: run.path, resumingAfter: loggedStep, wallTime: wallTime)
    logs.events.append(hyperparameters: hyperparameters, wallTime: wallTime)
    try removePictures(after: loggedStep ?? -1)
    self.logs = logs
  }

  /// Removes the pictures of evaluations that a resumed run repeats.
  private func removePictures(after step: Int) throws(FileError) {
    let folder = "\(run.path)/video"
    for name in try Disk().names(in: folder) {
      guard let found = fileNumber(in: name, after: "open-loop-", before: ".png"), found > step
      else { continue }
      try Disk().removeFile("\(folder)/\(name)")
    }
  }

  /// Makes the records so far safe from a loss of power.
  func synchronize() {
    guard let lost = logs?.synchronize() else { return }
    warn("\(lost.count) measurements could not be written: \(lost.reason); training goes on")
  }

  /// Counts the times of parts from those at the last recorded iteration.
  func begin(at times: Stopwatch) { lastTimes = times }

  /// Records an iteration.
  func record(
    _ state: TrainingState, _ tally: Tally, _ times: Stopwatch, of trainer: Trainer,
    _ evaluation: Evaluation?, _ monitor: TrainingMonitor?
  ) {
    let (step, time) = (state.environmentSteps, now(CLOCK_REALTIME))
    var values = tally.means
    values["planner/nonfinite_candidates"] = tally.sums["planner/nonfinite_candidates"]
    values["learning/observations"] = nil
    for (name, path) in TrainingState.measuredCounts {
      values["count/\(name)"] = Double(state[keyPath: path])
    }
    values.merge(WeightMonitor(trainer.model).metrics) { $1 }
    addTimes(times, tally, to: &values)
    if let evaluation {
      values["evaluation/score"] = evaluation.mean
      values["evaluation/score_stddev"] = evaluation.stddev
      values["evaluation/fallback_plans"] = Double(evaluation.fallbackPlans)
      values["evaluation/nonfinite_candidates"] = Double(evaluation.nonfiniteCandidates)
      append(evaluation, state, times)
      appendHistograms(of: trainer.model, at: step, time)
    }
    if let monitor {
      values.merge(monitor.metrics) { $1 }
      if let picture = monitor.picture { append(picture, at: step, wallTime: time) }
    }
    lastScore = evaluation?.mean ?? values["episode/score"]
    append(
      values, at: step, time, uncharted: monitor?.unchartedNames ?? [],
      isBitIdentical: state.arithmeticChanges == 0)
  }

  private func append(
    _ values: [String: Double], at step: Int, _ time: Double, uncharted: Set<String>,
    isBitIdentical: Bool
  ) {
    var metricValues = values.mapValues { MetricValue.number($0) }
    if !isBitIdentical { metricValues["resume.bit_identical"] = false }
    logs?.metrics.append(step: step, wallTime: time, metricValues)
    for (name, value) in values.sorted(by: { $0.key < $1.key }) where !uncharted.contains(name) {
      logs?.events.append(scalar: value, tag: name, step: step, wallTime: time)
    }
    report(.metrics(step: step, wallTime: time, metricValues))
  }

  private func appendHistograms(of model: WorldModel, at step: Int, _ time: Double) {
    for (name, values) in WeightMonitor.histograms(of: model) {
      logs?.events.append(histogram: values, tag: name, step: step, wallTime: time)
    }
  }

  /// Saves a picture of predictions in the run's `video` folder and for TensorBoard.
  private func append(_ picture: Image, at step: Int, wallTime: Double) {
    do {
      let png = try picture.encodedPNG()
      try DurableFile.write(png, to: "\(run.path)/video/open-loop-\(fileNumber(step)).png")
      logs?.events.append(
        image: png, width: picture.width, height: picture.height, tag: "open_loop/strip",
        step: step, wallTime: wallTime)
    } catch {
      warn("cannot keep a picture of predictions: \(error)")
    }
  }

  /// Adds measurements that depend on the clock, with names that begin with `time/`, `rate/` or
  /// `memory/`.
  private func addTimes(
    _ times: Stopwatch, _ tally: Tally, to values: inout [String: Double]
  ) {
    func since(_ part: Stopwatch.Part) -> Double {
      times.seconds[part, default: 0] - lastTimes.seconds[part, default: 0]
    }
    for part in Stopwatch.Part.allCases { values["time/\(part.rawValue)"] = since(part) }
    values["time/training_total"] = times.trainingSeconds
    values["time/processor_total"] = times.processorSeconds
    let acting = since(.environment) + since(.planning)
    if acting > 0, let decisions = tally.sums["episode/decisions"] {
      values["rate/decisions_per_second"] = decisions / acting
    }
    if since(.learning) > 0, let frames = tally.sums["learning/observations"] {
      values["rate/frames_per_second"] = frames / since(.learning)
    }
    values["memory/resident_bytes"] = SystemMemory.resident.map { Double($0) } ?? .nan
    lastTimes = times
  }

  private func append(_ evaluation: Evaluation, _ state: TrainingState, _ times: Stopwatch) {
    logs?.evaluations.append(
      step: state.environmentSteps,
      [
        Double(state.episodes), evaluation.mean, evaluation.median,
        evaluation.scores.min() ?? .nan, evaluation.scores.max() ?? .nan,
        times.trainingSeconds, times.processorSeconds,
      ])
  }

  /// Reports the progress of the run, the remaining time, and the current work.
  func show(
    _ state: TrainingState, of configuration: PlaNetConfiguration, secondsLeft: Double?,
    amid work: String?
  ) {
    report(
      .progress(
        Progress(
          title: configuration.task, step: state.environmentSteps,
          stepCount: configuration.trainer.environmentSteps,
          elapsed: now(CLOCK_MONOTONIC) - startTime, resumedStep: resumedStep,
          secondsLeft: secondsLeft, score: lastScore,
          details: [work, "episode \(state.episodes)", "update \(state.updates)"]
            .compactMap { $0 })))
  }

  /// Prints a warning and writes it to the run's log.
  func warn(_ message: String) {
    // A log that cannot be written must not end a run; the message is printed anyway.
    try? run.log(message)
    report(.warning(message))
  }

  /// Records how the run ended, for the table of hyperparameters; a stopped run has not ended.
  func end(isSuccess: Bool) {
    logs?.events.append(endIsSuccess: isSuccess, wallTime: now(CLOCK_REALTIME))
    logs?.events.synchronize()
  }

  /// Reports that a requested checkpoint is safe.
  func announce(savedAt path: String) { report(.saved(path: path)) }
}

extension SettingValue {
  /// The value in the form of TensorBoard's table of hyperparameters.
  fileprivate var metric: MetricValue {
    switch self {
    case .truth(let truth): .truth(truth)
    case .integer(let integer): .number(Double(integer))
    case .number(let number): .number(number)
    case .text(let text): .text(text)
    case .list: .text(toml)
    }
  }
}
