import Base
import Control
import Layers
import Optimizers
import Planning
import Records
import Replay
import Tensors

/// Trains a Bayesian PlaNet agent: episodes and updates in turn, in a run directory.
///
/// First come episodes of random actions; then updates on batches of what was seen, an episode with
/// exploration, and so on; at intervals an evaluation without exploration. A trainer that goes on
/// from a checkpoint does what an uninterrupted one does, bit by bit, wherever it was stopped.
///
/// Reference: Hafner et al., "Learning Latent Dynamics for Planning from Pixels", ICML 2019,
/// algorithm 1, [arXiv:1811.04551](https://arxiv.org/abs/1811.04551).
public final class Trainer {
  /// How a run ended, for now.
  public enum Outcome: Hashable, Sendable {
    /// All environment steps are done.
    case finished
    /// A signal asked for an end; all is saved.
    case stopped
    /// The time to train is over; all is saved.
    case timeIsUp
  }

  /// All settings.
  public let configuration: PlaNetConfiguration
  /// The model that is trained.
  public let model: WorldModel
  /// How much memory the run is going to take.
  public let memoryPrediction: MemoryPrediction
  package let optimizer: Optimizer
  /// Teaches the policy and the value, if there are any.
  package let behaviorLearner: BehaviorLearner?
  /// An environment that episodes begin as copies of; a step of it is a decision.
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
  /// What parts of the run took.
  public internal(set) var stopwatch = Stopwatch()
  var goodState: GoodState
  /// What to go back to where no plan has a finite return: ``goodState`` while learning, then the one
  /// before it, and `nil` once a plan had one.
  var trustedState: GoodState?
  /// What the last update learned from, since this program began.
  var lastUpdate: LastUpdate?
  /// When a checkpoint was last saved, by the clock that is never set.
  var lastSave: Double?
  /// How long a stop is going to take.
  var stopBudget = StopBudget()
  private var trainingLimit: Double?
  /// Whether somebody asks for an end; tests ask at an instant of theirs.
  package var shouldStop: () -> Bool = { StopSignals.isStopRequested }
  /// Changes gradients before they are applied, for tests of what happens when they are wrong.
  package var alterGradients: ((_ update: Int, _ gradients: inout [Tensor]) -> Void)?

  /// Creates a trainer.
  ///
  /// - Parameters:
  ///   - configuration: All settings.
  ///   - environment: The task with its time limit; a step of it is an environment step.
  ///   - actionRepeat: How many environment steps an action is taken for.
  ///   - recorder: What is written to the run.
  ///   - availableBytes: The memory that training may take, or `nil` for any.
  /// - Throws: `SettingsError` if a setting is wrong, ``RunError`` if the run does not fit, or what
  ///   loading a checkpoint finds.
  public init(
    _ configuration: PlaNetConfiguration, environment: any Environment, actionRepeat: Int,
    recorder: RunRecorder, availableBytes: Int?
  ) throws {
    self.configuration = configuration
    self.recorder = recorder
    self.actionRepeat = actionRepeat
    try configuration.check()
    // Before anything is made: it may be too large to be made at all.
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
    // Taken, since it is as large as all that is learned, twice over, and not needed again.
    if let checkpoint = recorder.checkpoint.take() { try restore(checkpoint) }
    // Only now: a checkpoint that is refused must not cost the run a measurement.
    try recorder.openLogs()
  }

  /// Whether all environment steps are done.
  var isComplete: Bool {
    state.environmentSteps >= configuration.trainer.environmentSteps
  }

  /// Whether no other episode is to be collected.
  var hasAllEpisodes: Bool {
    isComplete && state.episodes >= configuration.trainer.seedEpisodes
  }

  /// Trains until all environment steps are done, the time is over, or a signal asks for an end.
  ///
  /// - Parameter seconds: How long to train, evaluations excluded, by all programs that ever worked on
  ///   the run; `nil` for as long as it takes.
  /// - Returns: How it ended.
  /// - Throws: What keeps training from going on, after the last good state was saved if that is not
  ///   it.
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

  /// The seconds of training after which the program ends, if it does before all steps are done.
  private var secondsLeft: Double? {
    trainingLimit.map { max(0, $0 - stopwatch.trainingSeconds) }
  }

  /// Tells how far the run is.
  ///
  /// - Parameter work: What takes long just now, if it is no part of what is counted.
  func showProgress(amid work: String? = nil) {
    recorder.show(state, of: configuration, secondsLeft: secondsLeft, amid: work)
  }

  /// Does the next piece of work, or saves the run if something else than a save keeps it from that.
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

  /// Begins the evaluation that an iteration ends with, which may take longer than all before it.
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
