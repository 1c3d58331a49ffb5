import Control
import Records
import Replay
import Tensors

/// How much memory a piece of work is going to take at its peak, told from settings alone.
///
/// The replay is of as many episodes as will be collected, if each lasts as long as it may, and no
/// more than it may hold, unless a single episode is larger. The rest is what was measured to be
/// kept of a batch's pass and of each parameter, and what is kept of searches and predictions, and
/// is meant as a bound. Nothing has to be made to predict it, so that what does not fit can be
/// refused before it is tried.
public struct MemoryPrediction: Hashable, Sendable {
  /// The most bytes that episodes to learn from take.
  public let replay: Int
  /// The bytes of parameters, of what the optimizer and a checkpoint keep of them, of passes,
  /// searches and predictions, and of other episodes.
  public let work: Int
  /// What to do if it does not fit.
  let remedy: String

  /// All bytes.
  public var total: Int {
    let (sum, overflow) = replay.addingReportingOverflow(work)
    return overflow ? .max : sum
  }

  /// The prediction for a replay that stays empty.
  public var withoutReplay: MemoryPrediction {
    MemoryPrediction(replay: 0, work: work, remedy: remedy)
  }

  /// What there is at a save: values and two moments are 3, and those that were good last 3 more; a
  /// checkpoint's parts are as many again; and its largest part, of those that were good last, is
  /// there twice more, as it is written and read back.
  ///
  /// Updates take less: 6, and what gradients and draws of weights take.
  private static let copiesOfParameters = 18.0
  /// A checkpoint's parts as they are read: values and two moments, and those that were good last.
  ///
  /// What stays of them is less, with the values that a model begins with and those that it is given.
  private static let copiesOfLearnedParameters = 6.0
  /// Values and gradients, and what convolutions work in.
  private static let copiesOfActivations = 2.75
  /// An episode that is played as it grows, and its file.
  private static let copiesOfEpisode = 4.0
  /// The pictures of a predicted step, alone and in an animation.
  private static let pictureBytes = 300e3
  /// The program and its libraries, with 32 MB for the episode that is played.
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
  ///   - actionRepeat: How many environment steps an action is taken for.
  ///   - episodes: Those that a run goes on with, which other settings may have made larger.
  ///   - step: The environment steps that the run has taken.
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

  /// Predicts the peak of one pass after the other over a batch of frames, and of searches.
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

  /// Predicts the peak of playing with an agent that has learned.
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
  ///   - monitor: How many episodes are predicted, how far, and by how many draws.
  ///   - startsPerEpisode: The number of sequences in each episode.
  ///   - run: The run whose model predicts, and whose replay is what is compared with.
  ///   - environment: An environment like those of the run.
  ///   - taskRepeat: How many environment steps the task suggests to take an action for.
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
  ///   - probe: What is read.
  ///   - run: The run whose model and agent are looked at.
  ///   - environment: An environment like those of the run.
  ///   - taskRepeat: How many environment steps the task suggests to take an action for.
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
  ///   - planner: How actions are searched.
  ///   - actionSize: The number of components of an action.
  public init(searching planner: PlannerConfiguration, actionSize: Int) {
    self.init(
      replay: 0,
      scalars: planner.search(actionSize: actionSize, population: planner.population), bytes: 0,
      remedy: "make planner.candidates, planner.horizon or planner.iterations smaller")
  }

  /// Checks that all of it fits.
  ///
  /// - Parameter availableBytes: The memory that may be taken, or `nil` for any.
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
