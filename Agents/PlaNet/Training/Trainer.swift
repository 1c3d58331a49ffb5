import Base
import Control
import Layers
import Optimizers
import Planning
import Records
import Replay
import Tensors

/// Trains a Bayesian PlaNet agent by alternating episodes and updates, in a run directory.
///
/// Episodes of random actions come first; then updates on batches of what was observed, an episode
/// with exploration, and so on, with evaluations without exploration at intervals. A trainer that
/// is resumed from a checkpoint does the same as an uninterrupted one, bit for bit, wherever it was
/// stopped.
///
/// Reference: Hafner et al., "Learning Latent Dynamics for Planning from Pixels", ICML 2019,
/// algorithm 1, [arXiv:1811.04551](https://arxiv.org/abs/1811.04551).
public final class Trainer {
  /// The way in which a run ended, for now.
  public enum Outcome: Hashable, Sendable {
    /// All environment steps are done.
    case finished
    /// A signal asked to stop; everything is saved.
    case stopped
    /// The training time is over; everything is saved.
    case timeIsUp
  }

  /// All settings.
  public let configuration: PlaNetConfiguration
  /// The model to train.
  public let model: WorldModel
  /// The predicted memory use of the run.
  public let memoryPrediction: MemoryPrediction
  package let optimizer: Optimizer
  /// Trains the policy and the value, if they exist.
  package let behaviorLearner: BehaviorLearner?
  /// An environment that episodes begin with a copy of; its steps are decisions.
  let pristine: any Environment
  let actionRepeat: Int
  let recorder: RunRecorder
  var store: CheckpointStore

  var state = TrainingState()
  var generators: TrainingGenerators
  var agent: PlaNetAgent
  var replay: ReplayBuffer
  var open: OpenEpisode?
  var tally = Tally()
  /// The times that parts of the run took.
  public internal(set) var stopwatch = Stopwatch()
  var goodState: GoodState
  /// The state to return to if no plan has a finite return: ``goodState`` while learning, then the
  /// one before it, and `nil` once a plan had a finite return.
  var trustedState: GoodState?
  /// The data of the last update, since this program began.
  var lastUpdate: LastUpdate?
  /// The time of the last checkpoint, by a clock that is never set.
  var lastSave: Double?
  /// The expected duration of a stop.
  var stopBudget = StopBudget()
  private var trainingLimit: Double?
  /// Returns whether a stop was requested; tests request one at chosen moments.
  package var shouldStop: () -> Bool = { StopSignals.isStopRequested }
  /// Changes gradients before they are applied, so that tests can make them wrong.
  package var alterGradients: ((_ update: Int, _ gradients: inout [Tensor]) -> Void)?

  /// Creates a trainer.
  ///
  /// - Parameters:
  ///   - configuration: All settings.
  ///   - environment: The task with its time limit; a step of it is an environment step.
  ///   - actionRepeat: The number of environment steps for which an action is repeated.
  ///   - recorder: Writes to the run.
  ///   - availableBytes: The memory that training may take, or `nil` for no limit.
  /// - Throws: `SettingsError` if a setting is wrong, ``RunError`` if the run does not fit in memory, or
  ///   an error in loading a checkpoint.
  public init(
    _ configuration: PlaNetConfiguration, environment: any Environment, actionRepeat: Int,
    recorder: RunRecorder, availableBytes: Int?
  ) throws {
    self.configuration = configuration
    self.recorder = recorder
    self.actionRepeat = actionRepeat
    try configuration.check()
    // This comes before anything is created, since it may be too large to be created at all.
    memoryPrediction = MemoryPrediction(
      training: configuration, in: environment, actionRepeat: actionRepeat,
      goingOnWith: recorder.checkpoint?.episodes ?? [], after: recorder.resumedStep)
    try memoryPrediction.check(availableBytes)
    pristine = environment.repeatingActions(actionRepeat)
    var generator = TrainingGenerators.root(seed: UInt64(configuration.seed))
    var weights = generator.split()
    generators = TrainingGenerators(&generator)
    let eye = Eye(configuration, for: environment)
    model = WorldModel(
      configuration.model, observation: eye.kind, actionSize: environment.actionSize,
      using: &weights)
    optimizer = configuration.optimizer.optimizer(model.parameters)
    let behavior =
      configuration.behavior.isLearned
      ? Behavior(
        configuration.model, configuration.behavior, actionSize: environment.actionSize,
        using: &weights) : nil
    behaviorLearner = behavior.map { BehaviorLearner($0, configuration.behavior) }
    agent = PlaNetAgent(model, guidedBy: behavior, configuration, for: environment)
    replay = ReplayBuffer(
      eye.format, capacity: configuration.trainer.replayBytes, run: recorder.run.path)
    store = CheckpointStore(
      run: recorder.run.path, keeping: configuration.trainer.keptCheckpoints)
    goodState = GoodState(model, optimizer, behaviorLearner)
    // The checkpoint is taken, since it is as large as twice everything that is learned, and is not
    // needed again.
    if let checkpoint = recorder.checkpoint.take() { try restore(checkpoint) }
    // This comes only now, because a refused checkpoint must not cost the run a measurement.
    try recorder.openLogs()
  }

  /// Whether all environment steps are done.
  var isComplete: Bool {
    state.environmentSteps >= configuration.trainer.environmentSteps
  }

  /// Whether no more episodes are to be collected.
  var hasAllEpisodes: Bool {
    isComplete && state.episodes >= configuration.trainer.seedEpisodes
  }

  /// Trains until all environment steps are done, the time is over, or a signal asks to stop.
  ///
  /// - Parameter seconds: The training time, without evaluations, of all programs that ever worked
  ///   on the run; `nil` for no limit.
  /// - Returns: The way in which it ended.
  /// - Throws: An error that prevents training from continuing, after the last good state was
  ///   saved, unless saving is the problem.
  public func run(until seconds: Double? = nil) throws -> Outcome {
    trainingLimit = seconds
    do {
      let outcome = try trainOn()
      if outcome == .finished { recorder.end(isSuccess: true) }
      return outcome
    } catch {
      recorder.end(isSuccess: false)
      throw error
    }
  }

  private func trainOn() throws -> Outcome {
    var outcome = Outcome.finished
    while state.phase != .finished, outcome == .finished {
      saveIfAsked()
      beginPiece(of: state.phase.work)
      if shouldStop() {
        outcome = .stopped
      } else if let secondsLeft, secondsLeft <= 0 {
        outcome = .timeIsUp
      } else {
        try advanceOrSave()
        showProgress()
      }
    }
    try saveFinally()
    return outcome
  }

  /// The seconds of training after which the program ends, if it ends before all steps are done.
  private var secondsLeft: Double? {
    trainingLimit.map { max(0, $0 - stopwatch.trainingSeconds) }
  }

  /// Reports the progress of the run.
  ///
  /// - Parameter work: The current lengthy work, if it is not part of what is counted.
  func showProgress(amid work: String? = nil) {
    recorder.show(state, of: configuration, secondsLeft: secondsLeft, amid: work)
  }

  /// Does the next piece of work, and saves the run if an error other than a failed save prevents
  /// that.
  private func advanceOrSave() throws {
    do {
      try advance()
    } catch let error where error is TrainingError || error is ActionError {
      save()
      throw error
    }
  }

  /// Does the next piece of work: a decision, an update, or an evaluation.
  package func advance() throws {
    switch state.phase {
    case .collecting: try collect()
    case .learning: try learn()
    case .evaluating: try evaluate()
    case .finished: break
    }
  }

  /// Begins the evaluation at the end of an iteration, which may take longer than everything before
  /// it.
  func beginEvaluation() {
    state.clock += 1
    state.phase = .evaluating
    saveIfDue()
  }

  /// Ends an iteration: an episode, and the updates and the evaluation that followed.
  func endIteration(_ evaluation: Evaluation? = nil, _ monitor: TrainingMonitor? = nil) {
    time(.recording) {
      recorder.record(state, tally, stopwatch, of: self, evaluation, monitor)
    }
    tally = Tally()
    state.clock += 1
    state.loggedStep = state.environmentSteps
    state.phase = hasAllEpisodes ? .finished : .collecting
    if state.phase != .finished { saveIfDue() }
  }
}
