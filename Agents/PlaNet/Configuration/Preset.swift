import Layers

/// A named set of settings to start from.
public enum Preset: String, CaseIterable, Sendable {
  /// The settings that learn the most per minute on an ordinary processor with two cores.
  case compact
  /// A few minutes of training, which show everything on a small scale.
  case quick
  /// The paper's sizes and schedule.
  case planet
  /// Vectors instead of frames.
  case state
  /// A few seconds that run all code and learn nothing.
  case debug

  /// A one-line description of its purpose.
  public var summary: String {
    switch self {
    case .compact: "what learns fastest a minute on two cores"
    case .quick: "a few minutes of training, on a small scale"
    case .planet: "the paper's sizes and schedule"
    case .state: "joint angles and velocities instead of frames"
    case .debug: "all code in seconds, with nothing learned"
    }
  }

  /// The settings.
  public var configuration: PlaNetConfiguration {
    var configuration = PlaNetConfiguration()
    switch self {
    case .planet: break
    case .compact: configuration.becomeCompact()
    case .quick:
      configuration.becomeCompact()
      configuration.trainer.environmentSteps = 20_000
      configuration.trainer.evaluationInterval = 5
      configuration.trainer.evaluationEpisodes = 3
    case .state: configuration.becomeStateful()
    case .debug: configuration.becomeTiny()
    }
    return configuration
  }

  /// Returns the settings for a task: ``configuration``, or settings that measured better there.
  ///
  /// Walkers decide often, and plans with a sixth of the candidates score the same, which leaves a
  /// fifth more time to learn.
  ///
  /// - Parameter task: The name of the task.
  /// - Returns: The settings to start from.
  public func configuration(for task: String) -> PlaNetConfiguration {
    var configuration = configuration
    if self == .compact || self == .quick, task.hasPrefix("walker-") {
      configuration.planner.candidates = 40
      configuration.planner.iterations = 2
      configuration.planner.elites = 6
    }
    return configuration
  }
}

extension PlaNetConfiguration {
  /// Small frames and batches, many updates, and a planner with memory.
  fileprivate mutating func becomeCompact() {
    model.imageSide = 32
    model.convolutionDepth = 16
    model.rewardHiddenSizes = [200, 200]
    model.weightStddev = 0.0067
    loss.observationScale = 4
    loss.rewardScale = 100
    loss.freeNats = 1
    loss.freeNatsPer = .batchMean
    loss.priorScale = 0.8
    loss.posteriorScale = 0.2
    loss.weightScale = 0.02
    optimizer.learningRate = 6e-4
    optimizer.epsilon = 1e-5
    optimizer.largestNorm = 100
    behavior.isLearned = true
    planner.method = .improvedCrossEntropy
    planner.candidates = 150
    planner.iterations = 4
    planner.elites = 15
    planner.initialStddev = 0.5
    trainer.batchSize = 24
    trainer.sequenceLength = 32
    trainer.updatesPerEpisode = 160
  }

  /// The compact sizes for vectors.
  fileprivate mutating func becomeStateful() {
    becomeCompact()
    observation = .vector
  }

  /// Everything as small as possible.
  fileprivate mutating func becomeTiny() {
    becomeCompact()
    model.convolutionDepth = 2
    (model.deterministicSize, model.stochasticSize, model.hiddenSize) = (12, 4, 10)
    model.rewardHiddenSizes = [8]
    behavior.hiddenSizes = [8]
    (behavior.horizon, behavior.starts, behavior.proposals) = (3, 6, 2)
    planner.horizon = 4
    planner.candidates = 20
    planner.iterations = 2
    planner.elites = 4
    trainer.environmentSteps = 4000
    trainer.actionRepeat = 16
    trainer.seedEpisodes = 2
    trainer.updatesPerEpisode = 5
    trainer.batchSize = 3
    trainer.sequenceLength = 10
    trainer.evaluationInterval = 1
    trainer.evaluationEpisodes = 1
    trainer.checkpointSeconds = 0
    trainer.replayBytes = 64_000_000
    monitor.episodes = 1
    monitor.draws = 2
  }
}
