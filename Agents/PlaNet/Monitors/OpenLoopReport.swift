/// The quality of a world model's open-loop predictions, by horizon.
///
/// The first number of each list is one step after the last observation of the context. Errors of
/// frames are on a scale on which black and white are one apart.
public struct OpenLoopReport: Hashable, Sendable {
  /// The quality of predictions.
  public struct Quality: Hashable, Sendable {
    /// The mean squared error per element of an observation.
    public var observationError: [Double] = []
    /// −log p of a whole observation under the modelled noise, in nats.
    public var negativeLogLikelihood: [Double] = []
    /// The mean absolute error of a reward.
    public var rewardError: [Double] = []
  }

  /// The spread of draws: roots of the mean variance over draws.
  public struct Spread: Hashable, Sendable {
    /// The spread of the mean observations.
    public var observation: [Double] = []
    /// The spread of the mean rewards.
    public var reward: [Double] = []

    /// Appends the spread at another horizon.
    mutating func append(_ observation: Double, _ reward: Double) {
      self.observation.append(observation)
      self.reward.append(reward)
    }
  }

  /// The fraction of the truth in central intervals, which equals their level if the model is
  /// correct.
  public struct Coverage: Hashable, Sendable {
    /// The level of the intervals.
    public var level: Double
    /// Whether the intervals include the modelled noise, or are made of draws only.
    public var hasNoise: Bool
    /// The coverage of the elements of observations.
    public var observation: [Double] = []
    /// The coverage of rewards.
    public var reward: [Double] = []
  }

  /// The levels of the intervals.
  public static let levels = [0.5, 0.9]
  /// The name of observations in ``metrics``: `image` or `observation`.
  public var observationName: String
  /// The number of sequences.
  public var sequenceCount: Int
  /// The quality of the mean over draws of weights and states.
  public var drawnWeights = Quality()
  /// The quality of the mean over as many draws of states under the mean weights.
  public var meanWeights = Quality()
  /// The quality of a copy of the last observation and reward that were seen.
  public var copy = Quality()
  /// The quality of the training set's mean observation and reward.
  public var trainingMean = Quality()
  /// The spread over draws of weights and states.
  public var spread = Spread()
  /// The part of the spread that is the disagreement between draws of the weights.
  public var weightSpread = Spread()
  /// The part of the spread that is the randomness of states under any weights.
  public var stateSpread = Spread()
  /// The coverage at each level, with and without noise, of draws of weights and states.
  public var coverage = [true, false].flatMap { hasNoise in
    levels.map { Coverage(level: $0, hasNoise: hasNoise) }
  }

  /// Creates a report without horizons.
  package init(observationName: String, sequenceCount: Int) {
    (self.observationName, self.sequenceCount) = (observationName, sequenceCount)
  }

  /// The longest horizon.
  public var horizon: Int { drawnWeights.observationError.count }

  /// Returns the horizons that tables, pictures and TensorBoard show.
  ///
  /// - Parameter last: The longest horizon.
  /// - Returns: 1, 2, 3, 5, 7, 10, 15, 20, …, 50, 60, 70, …, 100, 150, 200 and so on, and the last.
  public static func reportedHorizons(upTo last: Int) -> [Int] {
    guard last > 0 else { return [] }
    var horizons = [1, 2, 3, 5, 7, 10]
    var ten = 10
    while ten < last {
      horizons += stride(from: ten + ten / 2, through: 5 * ten, by: ten / 2)
      horizons += stride(from: 6 * ten, through: 10 * ten, by: ten)
      ten *= 10
    }
    return horizons.filter { $0 < last } + [last]
  }

  /// The fraction of horizons from 2 on at which the observations' error is below those of both the
  /// last and the mean observation; `nil` if there are none.
  public var fractionBetterThanBaselines: Double? {
    guard horizon > 1 else { return nil }
    let better = (1..<horizon).count { index in
      let error = drawnWeights.observationError[index]
      return error < copy.observationError[index] && error < trainingMean.observationError[index]
    }
    return Double(better) / Double(horizon - 1)
  }
}

extension OpenLoopReport {
  /// The numbers by name, at every horizon, such as `open_loop/image_error/10`.
  public var metrics: [String: Double] {
    var metrics: [String: Double] = [:]
    metrics["open_loop/\(observationName)_better_fraction"] = fractionBetterThanBaselines
    for (name, values) in curves {
      for (index, value) in values.enumerated() {
        metrics["open_loop/\(name)/\(index + 1)"] = value
      }
    }
    return metrics
  }

  /// The names in ``metrics`` for horizons that ``reportedHorizons(upTo:)`` leaves out.
  package var unreportedNames: Set<String> {
    let reported = Set(Self.reportedHorizons(upTo: horizon))
    return Set(
      curves.flatMap { name, values in
        values.indices.filter { !reported.contains($0 + 1) }.map { "open_loop/\(name)/\($0 + 1)" }
      })
  }

  /// All curves by their names, in the order of the report.
  public var curves: [(name: String, values: [Double])] {
    let qualities = [
      ("", drawnWeights), ("_mean_weights", meanWeights), ("_copy", copy),
      ("_training_mean", trainingMean),
    ]
    var curves: [(name: String, values: [Double])] = []
    for (suffix, quality) in qualities {
      curves.append(("\(observationName)_error\(suffix)", quality.observationError))
      curves.append(("\(observationName)_nll\(suffix)", quality.negativeLogLikelihood))
      curves.append(("reward_error\(suffix)", quality.rewardError))
    }
    for (suffix, spread) in [
      ("", spread), ("_weights", weightSpread), ("_states", stateSpread),
    ] {
      curves.append(("\(observationName)_spread\(suffix)", spread.observation))
      curves.append(("reward_spread\(suffix)", spread.reward))
    }
    for coverage in coverage {
      let suffix = "\(Int((100 * coverage.level).rounded()))\(coverage.hasNoise ? "" : "_draws")"
      curves.append(("\(observationName)_coverage_\(suffix)", coverage.observation))
      curves.append(("reward_coverage_\(suffix)", coverage.reward))
    }
    return curves
  }
}
