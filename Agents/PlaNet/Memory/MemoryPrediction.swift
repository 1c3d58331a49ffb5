import Control
import Records
import Replay
import Tensors

/// The predicted peak of memory of a piece of work, from settings alone.
///
/// The replay consists of all episodes that will be collected, each of maximum length, up to the
/// replay's capacity, unless a single episode is larger. The rest is based on measurements of a
/// batch's pass and of each parameter, and on what searches and predictions keep, and is meant as a
/// bound. The prediction needs no allocation, so that work that does not fit can be refused before
/// it starts.
public struct MemoryPrediction: Hashable, Sendable {
  /// The most bytes of the episodes to learn from.
  public let replay: Int
  /// The bytes of parameters, of their copies in the optimizer and in a checkpoint, of passes,
  /// searches and predictions, and of other episodes.
  public let work: Int
  /// Advice if it does not fit.
  let remedy: String

  /// The total number of bytes.
  public var total: Int {
    let (sum, overflow) = replay.addingReportingOverflow(work)
    return overflow ? .max : sum
  }

  /// The prediction for a replay that stays empty.
  public var withoutReplay: MemoryPrediction {
    MemoryPrediction(replay: 0, work: work, remedy: remedy)
  }

  /// During a save, in copies of all parameters: 3 (values, two moments) + 3 (the last good ones) +
  /// 6 (the checkpoint's parts) + 6 (its largest part, written and read back) = 18.
  ///
  /// Updates take less: 6, plus gradients and draws of weights.
  private static let copiesOfParameters = 18.0
  /// The parts of a checkpoint while they are read: values and two moments, and the last good ones.
  ///
  /// What remains of them afterwards is less, together with a model's initial values and those that
  /// replace them.
  private static let copiesOfLearnedParameters = 6.0
  /// Values and gradients, and the working memory of convolutions.
  private static let copiesOfActivations = 2.75
  /// An episode during play, as it grows, and its file.
  private static let copiesOfEpisode = 4.0
  /// The pictures of a predicted step, separately and in an animation.
  private static let pictureBytes = 300e3
  /// The program and its libraries, with 32 MB for the episode in play.
  private static let programBytes = 96e6

  private init(replay: Int, work: Int, remedy: String) {
    (self.replay, self.work, self.remedy) = (replay, work, remedy)
  }

  private init(replay: Double, scalars: Double, bytes: Double, remedy: String) {
    let work = Double(MemoryLayout<Scalar>.size) * scalars + bytes + Self.programBytes
    self.init(
      replay: Int(exactly: replay.rounded(.up)) ?? .max,
      work: Int(exactly: work.rounded(.up)) ?? .max, remedy: remedy)
  }

  /// Predicts the peak of training.
  ///
  /// - Parameters:
  ///   - configuration: All settings.
  ///   - environment: The task with its time limit; a step of it is an environment step.
  ///   - actionRepeat: The number of environment steps for which an action is repeated.
  ///   - episodes: The existing episodes of a resumed run, which other settings may have made
  ///     larger.
  ///   - step: The number of environment steps that the run has taken.
  public init(
    training configuration: PlaNetConfiguration, in environment: any Environment,
    actionRepeat: Int, goingOnWith episodes: [EpisodeFile] = [], after step: Int = 0
  ) {
    let footprint = AgentFootprint(configuration, in: environment, actionRepeat: actionRepeat)
    var scalars = Self.learning(footprint)
    var bytes = max(0, Self.copiesOfEpisode * footprint.episodeBytes - 32e6)
    if configuration.trainer.evaluationInterval > 0 {
      let looked = Double(
        min(configuration.trainer.evaluationEpisodes, configuration.monitor.episodes))
      bytes += looked * footprint.episodeBytes
      let sequences = Double(OpenLoopEvaluation.usualStarts) * looked
      scalars +=
        footprint.search + footprint.prediction(configuration.monitor, sequences: sequences)
    }
    let kept = episodes.reduce(0.0) { $0 + Double($1.size) }
    let collected = footprint.collectedBytes(after: step, episodes: episodes.count)
    self.init(
      replay: max(
        footprint.episodeBytes, min(Double(configuration.trainer.replayBytes), kept + collected)),
      scalars: scalars, bytes: bytes,
      remedy: "make trainer.replayBytes, trainer.batchSize or what is largest in model, planner or"
        + " monitor smaller, or take --force if it is the replay that is too large")
  }

  /// Predicts the peak of successive passes over a batch of frames, and of searches.
  package init(
    learning model: WorldModelConfiguration, actionSize: Int, batchSize: Int, length: Int
  ) {
    var configuration = PlaNetConfiguration()
    configuration.model = model
    (configuration.trainer.batchSize, configuration.trainer.sequenceLength) = (batchSize, length)
    let footprint = AgentFootprint(
      configuration, seeing: .frames,
      ReplayFormat(
        hasFrames: true, observationShape: [model.imageSide, model.imageSide, 3],
        actionSize: actionSize), steps: 0, actionRepeat: 1)
    self.init(
      replay: 0, scalars: Self.learning(footprint), bytes: 0,
      remedy: "make batchSize, length or what is largest in model smaller")
  }

  /// Predicts the peak of playing with a trained agent.
  ///
  /// - Parameters:
  ///   - configuration: All settings.
  ///   - environment: An environment like those to act in.
  public init(playing configuration: PlaNetConfiguration, in environment: any Environment) {
    let footprint = AgentFootprint(configuration, in: environment, actionRepeat: 1)
    self.init(
      replay: 0, scalars: Self.playing(footprint), bytes: 0,
      remedy: "make what is largest in planner or model smaller")
  }

  /// Predicts the peak of open-loop predictions of episodes.
  ///
  /// - Parameters:
  ///   - monitor: The number of episodes to predict, the horizon, and the number of draws.
  ///   - startsPerEpisode: The number of sequences in each episode.
  ///   - run: The run whose model predicts, and whose replay gives the baseline.
  ///   - environment: An environment like those of the run.
  ///   - taskRepeat: The number of environment steps for which the task suggests repeating an
  ///     action.
  public init(
    predicting monitor: MonitorConfiguration, startsPerEpisode: Int, with run: LoadedRun,
    in environment: any Environment, taskRepeat: Int
  ) {
    let footprint = AgentFootprint(
      run.configuration, in: environment,
      actionRepeat: run.configuration.trainer.actionRepeat(suggested: taskRepeat))
    let episodes = Double(monitor.episodes)
    let sequences = episodes * Double(startsPerEpisode)
    let pictures =
      footprint.format.hasFrames ? Self.pictureBytes * footprint.length(of: monitor) : 0
    self.init(
      replay: run.checkpoint.episodes.reduce(0.0) { $0 + Double($1.size) },
      scalars: Self.playing(footprint) + footprint.prediction(monitor, sequences: sequences)
        + footprint.prediction(monitor, sequences: 1),
      bytes: episodes * footprint.episodeBytes + pictures,
      remedy: "make --draws, --episodes, --horizon or --context smaller")
  }

  /// Predicts the peak of reading true quantities from the states of episodes.
  ///
  /// - Parameters:
  ///   - episodes: The number of episodes.
  ///   - probe: The probe.
  ///   - run: The run whose model and agent are probed.
  ///   - environment: An environment like those of the run.
  ///   - taskRepeat: The number of environment steps for which the task suggests repeating an
  ///     action.
  public init(
    probing episodes: Int, by probe: LatentProbe, with run: LoadedRun,
    in environment: any Environment, taskRepeat: Int
  ) {
    let footprint = AgentFootprint(
      run.configuration, in: environment,
      actionRepeat: run.configuration.trainer.actionRepeat(suggested: taskRepeat))
    // The products of all pairs of features, their factors, and some room.
    let size = Double(run.configuration.model.featureSize)
    self.init(
      replay: 0, scalars: Self.playing(footprint) + footprint.states(of: probe),
      bytes: Double(episodes) * footprint.keptBytes(of: probe) + 3 * 8 * size * size,
      remedy: "make --episodes or --held-out smaller")
  }

  /// Predicts the peak of a search in an environment itself.
  ///
  /// - Parameters:
  ///   - planner: The settings of the search.
  ///   - actionSize: The number of components of an action.
  public init(searching planner: PlannerConfiguration, actionSize: Int) {
    self.init(
      replay: 0,
      scalars: planner.search(actionSize: actionSize, population: planner.population), bytes: 0,
      remedy: "make planner.candidates, planner.horizon or planner.iterations smaller")
  }

  /// Checks that everything fits.
  ///
  /// - Parameter availableBytes: The available memory, or `nil` for no limit.
  /// - Throws: ``RunError/tooLarge(_:available:)`` if it does not.
  public func check(_ availableBytes: Int?) throws(RunError) {
    guard let availableBytes, total > availableBytes else { return }
    throw .tooLarge(self, available: availableBytes)
  }

  private static func learning(_ footprint: AgentFootprint) -> Double {
    copiesOfParameters * footprint.parameters + copiesOfActivations * footprint.learning
      + footprint.search
  }

  private static func playing(_ footprint: AgentFootprint) -> Double {
    copiesOfLearnedParameters * footprint.parameters + footprint.search
  }
}
