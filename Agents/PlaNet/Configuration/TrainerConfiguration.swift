import Tensors

/// The amounts of collection, learning and evaluation, and their schedule.
public struct TrainerConfiguration: Codable, Hashable, Sendable {
  /// The number of environment steps after which training ends.
  public var environmentSteps = 1_000_000
  /// The number of environment steps for which an action is repeated, or 0 for the task's own.
  public var actionRepeat = 0
  /// The number of episodes with random actions before the first update.
  public var seedEpisodes = 5
  /// The number of updates after each episode.
  public var updatesPerEpisode = 100
  /// The number of updates before the first planned episode, or 0 for ``updatesPerEpisode``.
  public var firstUpdates = 0
  /// The number of sequences in a batch.
  public var batchSize = 50
  /// The number of observations in a sequence.
  public var sequenceLength = 50
  /// The standard deviation of the exploration noise on actions.
  public var explorationNoise: Scalar = 0.3
  /// The number of episodes between evaluations, or 0 for no evaluations.
  public var evaluationInterval = 25
  /// The number of episodes in an evaluation.
  public var evaluationEpisodes = 10
  /// The minimum number of seconds between checkpoints, which are saved before an evaluation and at the
  /// end of an iteration.
  public var checkpointSeconds = 60.0
  /// The number of checkpoints to keep.
  public var keptCheckpoints = 3
  /// The most bytes that episodes may take in memory.
  public var replayBytes = 4_000_000_000

  /// Creates PlaNet's configuration.
  public init() {}

  /// Returns the number of environment steps for which an action is repeated.
  ///
  /// - Parameter suggested: The task's suggestion.
  /// - Returns: ``actionRepeat``, or the suggestion if that is 0.
  public func actionRepeat(suggested: Int) -> Int { actionRepeat == 0 ? suggested : actionRepeat }

  /// The first invalid value with its problem, or `nil`.
  var fault: (name: String, problem: String)? {
    Bounds.fault(among: [
      "environmentSteps": Bounds.problem(environmentSteps, to: Bounds.total),
      "actionRepeat": Bounds.problem(actionRepeat, from: 0),
      "seedEpisodes": Bounds.problem(seedEpisodes),
      "updatesPerEpisode": Bounds.problem(updatesPerEpisode, from: 0, to: Bounds.total),
      "firstUpdates": Bounds.problem(firstUpdates, from: 0, to: Bounds.total),
      "batchSize": Bounds.problem(batchSize), "sequenceLength": Bounds.problem(sequenceLength),
      "explorationNoise": Bounds.problem(notNegative: explorationNoise),
      "evaluationInterval": Bounds.problem(evaluationInterval, from: 0, to: Bounds.total),
      "evaluationEpisodes": Bounds.problem(evaluationEpisodes),
      "checkpointSeconds": Bounds.problem(notNegative: checkpointSeconds),
      "keptCheckpoints": Bounds.problem(keptCheckpoints),
      "replayBytes": Bounds.problem(replayBytes, to: .max),
    ])
  }
}
