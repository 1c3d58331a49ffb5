import Base
import Layers
import Replay
import Tensors

/// Measures open-loop predictions on episodes that were not learned from.
///
/// ```swift
/// let evaluation = OpenLoopEvaluation(
///   noise: PredictionNoise(loss, model), mean: MeanObservation(of: replay))
/// let report = evaluation.report(of: model, on: heldOut, using: &generator)
/// ```
public struct OpenLoopEvaluation: Sendable {
  /// The number of observations to look at.
  public var context: Int
  /// The longest horizon, which is reduced if no episode is long enough.
  public var horizon: Int
  /// The number of sequences in each episode.
  public var startsPerEpisode = Self.usualStarts
  /// The number of draws of the weights.
  public var weightDrawCount: Int
  /// The noise of observations and rewards around their predictions.
  public var noise: PredictionNoise
  /// The prediction without a model, and the format of the episodes.
  public var mean: MeanObservation

  /// The number of sequences that training predicts in each episode.
  static let usualStarts = 2

  /// The stride between the elements of a frame in coverage, which takes the three channels in
  /// turn.
  private let coverageStride = 7

  /// Creates an evaluation, which by default decodes 8000 observations for each episode; this takes
  /// seconds at PlaNet's sizes.
  public init(
    _ monitor: MonitorConfiguration = MonitorConfiguration(), noise: PredictionNoise,
    mean: MeanObservation
  ) {
    (context, horizon, weightDrawCount) = (monitor.context, monitor.horizon, monitor.draws)
    (self.noise, self.mean) = (noise, mean)
  }

  /// Returns the quality of a model's predictions.
  ///
  /// - Parameters:
  ///   - model: The world model.
  ///   - episodes: Episodes that it has not learned from.
  ///   - generator: The source of weights and states.
  ///   - shouldStop: Returns whether to stop early; called before each part of the work.
  /// - Returns: The report, or `nil` if no episode is longer than the context, or if it stopped
  ///   early.
  public func report(
    of model: WorldModel, on episodes: [RecordedEpisode], using generator: inout SeededGenerator,
    shouldStop: () -> Bool = { false }
  ) -> OpenLoopReport? {
    let longest = (episodes.map(\.length).max() ?? 0) + 1
    let length = min(context + horizon, longest)
    guard length > context, horizon > 0 else { return nil }
    let places = EpisodePlace.spread(over: episodes, length: length, count: startsPerEpisode)
    let (seen, truth) = OpenLoopPrediction.batches(
      places, of: episodes, length: length, mean.format, by: model, using: &generator)
    let stateDrawCount = MonitorConfiguration.stateDrawCount
    var drawn = OpenLoopPrediction(
      model, seen, context: context, weights: .sampled, weightDrawCount: weightDrawCount,
      stateDrawCount: stateDrawCount, using: &generator)
    guard !shouldStop() else { return nil }
    // This uses as many states in all, because the mean of fewer has a larger error by chance
    // alone.
    var certain = OpenLoopPrediction(
      model, seen, context: context, weights: .mean, weightDrawCount: weightDrawCount,
      stateDrawCount: stateDrawCount, using: &generator)
    let chunk = OpenLoopPrediction.chunkLength(rows: places.count * stateDrawCount)
    var report = OpenLoopReport(
      observationName: mean.format.hasFrames ? "image" : "observation",
      sequenceCount: places.count)
    for first in stride(from: context, to: length, by: chunk) {
      guard !shouldStop() else { return nil }
      let steps = first..<min(first + chunk, length)
      add(
        steps, of: truth, drawn, drawn.observations(at: steps), certain,
        certain.observations(at: steps), to: &report)
    }
    return report
  }

  private func add(
    _ steps: Range<Int>, of batch: Batch, _ drawn: OpenLoopPrediction, _ drawnMeans: [Tensor],
    _ certain: OpenLoopPrediction, _ certainMeans: [Tensor], to report: inout OpenLoopReport
  ) {
    let (noise, stride) = (noise.observationStddev, mean.format.hasFrames ? coverageStride : 1)
    let meanValues = Tensor(mean.values.map { Scalar($0) }, shape: [mean.values.count])
    for (index, step) in steps.enumerated() {
      let truth = batch.observations[step].flattened(fromAxis: 1)
      let reward = batch.rewards[step]
      let observations = DrawStatistics(drawnMeans.map { $0[index] }, truth: truth, stddev: noise)
      let rewards = rewardStatistics(drawn.rewards.map { $0[step] }, reward)
      report.drawnWeights.append(observations, rewards)
      report.addSpread(observations, rewards)
      let certainObservations = DrawStatistics(
        certainMeans.map { $0[index] }, truth: truth, stddev: noise)
      let certainRewards = rewardStatistics(certain.rewards.map { $0[step] }, reward)
      report.meanWeights.append(certainObservations, certainRewards)
      let last = batch.observations[context - 1].flattened(fromAxis: 1)
      report.copy.append(
        DrawStatistics(last, truth: truth, stddev: noise),
        rewardStatistics([batch.rewards[context - 1].expanded(atAxis: 0)], reward))
      report.trainingMean.append(
        DrawStatistics(meanValues.broadcast(to: truth.shape), truth: truth, stddev: noise),
        rewardStatistics(
          [Tensor(repeating: Scalar(mean.reward), shape: [1] + reward.shape)], reward))
      report.addCoverage(observations, rewards, stride: stride)
    }
  }

  private func rewardStatistics(_ draws: [Tensor], _ truth: Tensor) -> DrawStatistics {
    DrawStatistics(draws, truth: truth, stddev: noise.rewardStddev)
  }
}

extension OpenLoopReport.Quality {
  fileprivate mutating func append(_ observations: DrawStatistics, _ rewards: DrawStatistics) {
    observationError.append(observations.squaredError)
    negativeLogLikelihood.append(observations.negativeLogLikelihood)
    rewardError.append(rewards.absoluteError)
  }
}

extension OpenLoopReport {
  fileprivate mutating func addSpread(_ observations: DrawStatistics, _ rewards: DrawStatistics) {
    spread.append(observations.spread, rewards.spread)
    weightSpread.append(observations.weightSpread, rewards.weightSpread)
    stateSpread.append(observations.stateSpread, rewards.stateSpread)
  }

  fileprivate mutating func addCoverage(
    _ observations: DrawStatistics, _ rewards: DrawStatistics, stride: Int
  ) {
    for hasNoise in [true, false] {
      let places = coverage.indices.filter { coverage[$0].hasNoise == hasNoise }
      let levels = places.map { coverage[$0].level }
      let seen = observations.coverage(levels: levels, hasNoise: hasNoise, stride: stride)
      let earned = rewards.coverage(levels: levels, hasNoise: hasNoise)
      for (number, place) in places.enumerated() {
        coverage[place].observation.append(seen[number])
        coverage[place].reward.append(earned[number])
      }
    }
  }
}
