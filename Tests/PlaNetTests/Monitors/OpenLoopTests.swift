import Base
import BayesianLayers
import Imaging
import Layers
import PlaNet
import RealModule
import Replay
import Tensors
import Testing

@Suite struct OpenLoopTests {
  private let noise = PredictionNoise(observationStddev: 0.5, rewardStddev: 2)

  @Test func batchesPutActionsAndRewardsWithTheObservationsTheyLedTo() {
    let episodes = [SampleEpisodes.framed(9), SampleEpisodes.framed(6, first: 100)]
    let places = [EpisodePlace(episode: 0, start: 4), EpisodePlace(episode: 1, start: 0)]
    var generator = SeededGenerator(seed: 1)
    let batch = Batch(
      places, of: episodes, length: 3, SampleEpisodes.frames, using: &generator)
    #expect(batch.observations.shape == [3, 2, 32, 32, 3])
    for time in 0..<3 {
      for (row, first) in [4, 100].enumerated() {
        let pixels = batch.observations[time][row].scalars
        let expected = Scalar(first + time) / 255 - 0.5
        #expect(pixels.allSatisfy { abs($0 - expected) < 1e-6 })
      }
    }
    #expect(batch.rewards.scalars == [0.3, 0, 0.4, 0, 0.5, 0.1].map { Scalar(Float($0)) })
    #expect(batch.actions[0].scalars == [0.03, -0.03, 0, 0].map { Scalar(Float($0)) })
    #expect(batch.actions[2][1].scalars == [0.01, -0.01].map { Scalar(Float($0)) })
  }

  @Test func placesReachFromTheStartToTheEnd() {
    let episodes = [SampleEpisodes.framed(20), SampleEpisodes.framed(3), SampleEpisodes.framed(9)]
    let places = EpisodePlace.spread(over: episodes, length: 10, count: 3)
    #expect(places.map(\.episode) == [0, 0, 0, 2])
    #expect(places.map(\.start) == [0, 5, 11, 0])
    #expect(EpisodePlace.spread(over: episodes, length: 11, count: 1).map(\.start) == [5])
  }

  @Test func meanObservationIsTheMeanOverAllSteps() {
    let mean = SampleEpisodes.mean(
      [SampleEpisodes.framed(2), SampleEpisodes.framed(0, first: 11)], SampleEpisodes.frames)
    #expect(mean.count == 4)
    #expect(mean.values.allSatisfy { abs($0 - (3.5 / 255 - 0.5)) < 1e-12 })
    #expect(abs(mean.reward - 0.05) < 1e-8)
    let vectors = SampleEpisodes.mean(
      [
        RecordedEpisode(
          observations: SampleEpisodes.bytes([1, 2, 3, 5, 4, 1]), actions: [0, 0], rewards: [4],
          end: .terminal)
      ], SampleEpisodes.vectors)
    #expect(vectors.values == [3, 3, 2] && vectors.reward == 4)
  }

  /// The report's numbers of the baselines, from the definitions.
  @Test func baselinesAreWhatTheySay() throws {
    let episode = SampleEpisodes.framed(12)
    var evaluation = OpenLoopEvaluation(
      noise: noise, mean: SampleEpisodes.mean([episode], SampleEpisodes.frames))
    (evaluation.horizon, evaluation.context, evaluation.startsPerEpisode) = (4, 3, 2)
    var generator = SeededGenerator(seed: 2)
    let model = SampleEpisodes.model(SampleEpisodes.frames)
    let report = try #require(evaluation.report(of: model, on: [episode], using: &generator))
    #expect(report.horizon == 4 && report.sequenceCount == 2)
    for step in 1...4 {
      // Brightness grows by one a step, in both sequences: the first starts at 0, the last at 6.
      let copyError = square(Double(step) / 255)
      #expect(abs(report.copy.observationError[step - 1] - copyError) < 1e-7)
      let meanError = (square(2 + Double(step) - 6) + square(8 + Double(step) - 6)) / 2 / 255 / 255
      #expect(abs(report.trainingMean.observationError[step - 1] - meanError) < 1e-7)
      // Rewards grow by a tenth; their mean is 0.55.
      #expect(abs(report.copy.rewardError[step - 1] - Double(step) / 10) < 1e-6)
      let first = abs(0.1 * Double(1 + step) - 0.55), second = abs(0.1 * Double(7 + step) - 0.55)
      #expect(abs(report.trainingMean.rewardError[step - 1] - (first + second) / 2) < 1e-6)
      let likelihood = 3072 * (0.5 * copyError / 0.25 + .log(0.5) + 0.5 * .log(2 * .pi))
      #expect(abs(report.copy.negativeLogLikelihood[step - 1] - likelihood) < 1e-3)
    }
  }

  private func square(_ x: Double) -> Double { x * x }

  @Test func numbersComeBackForEqualGeneratorsAndVectorsDoToo() throws {
    let episodes = (0..<3).map { SampleEpisodes.random(30, seed: $0) }
    var evaluation = OpenLoopEvaluation(
      noise: noise, mean: SampleEpisodes.mean(episodes, SampleEpisodes.vectors))
    evaluation.horizon = 12
    let model = SampleEpisodes.model(SampleEpisodes.vectors)
    func report(_ seed: UInt64) throws -> OpenLoopReport {
      var generator = SeededGenerator(seed: seed)
      return try #require(evaluation.report(of: model, on: episodes, using: &generator))
    }
    let first = try report(3)
    #expect(try first == report(3))
    #expect(try first.drawnWeights != report(4).drawnWeights)
    #expect(first.curves.allSatisfy { $0.values.count == 12 })
    #expect(first.metrics.values.allSatisfy { $0.isFinite })
    #expect(
      first.metrics["open_loop/observation_error/10"] == first.drawnWeights.observationError[9])
    for horizon in 0...13 {
      let coverage = first.metrics["open_loop/reward_coverage_90_draws/\(horizon)"]
      #expect((coverage != nil) == (1...12).contains(horizon), "\(horizon)")
    }
  }

  @Test func spreadHasTheSourcesThatTheModelHas() throws {
    let episodes = (0..<2).map { SampleEpisodes.random(30, seed: $0) }
    var evaluation = OpenLoopEvaluation(
      noise: noise, mean: SampleEpisodes.mean(episodes, SampleEpisodes.vectors))
    (evaluation.horizon, evaluation.startsPerEpisode, evaluation.weightDrawCount) = (20, 4, 30)
    func report(_ change: (inout WorldModelConfiguration) -> Void) throws -> OpenLoopReport {
      var generator = SeededGenerator(seed: 3)
      let model = SampleEpisodes.model(SampleEpisodes.vectors, change)
      return try #require(evaluation.report(of: model, on: episodes, using: &generator))
    }
    let certain = try report {
      ($0.dynamics, $0.transition) = (.deterministic, .deterministic)
    }
    // All draws of a function of points are one function, up to rounding of their mean.
    #expect(certain.spread.observation.allSatisfy { $0 < 1e-6 })
    let uncertain = try report {
      ($0.dynamics, $0.transition, $0.weightStddev) = (.deterministic, .reparameterization, 0.3)
    }
    #expect(uncertain.stateSpread.observation.allSatisfy { $0 < 1e-6 })
    #expect(uncertain.spread.observation.allSatisfy { $0 > 1e-3 })
    #expect(uncertain.weightSpread == uncertain.spread)
    #expect(uncertain.drawnWeights.rewardError != uncertain.meanWeights.rewardError)
    // Chance alone is told from weights up to what 30 draws leave open.
    let chance = try report { $0.transition = .deterministic }
    for (weights, states) in zip(chance.weightSpread.observation, chance.stateSpread.observation) {
      #expect(states > 1e-3 && weights * weights < 0.2 * states * states)
    }
  }

  /// Points under point weights have one future: four observations are looked at step by step, and
  /// six are imagined action by action.
  @Test func predictionsGoOnUnderTheActionsThatWereTaken() throws {
    let episode = SampleEpisodes.random(20, seed: 4)
    let model = SampleEpisodes.model(SampleEpisodes.vectors) {
      ($0.dynamics, $0.transition) = (.deterministic, .deterministic)
    }
    var monitor = MonitorConfiguration()
    (monitor.context, monitor.horizon, monitor.draws) = (4, 6, 3)
    var generator = SeededGenerator(seed: 2)
    let predicted = PredictedVectors(
      model, episode, from: 3, monitor, SampleEpisodes.vectors, using: &generator)
    let single = steps(of: model, [EpisodePlace(episode: 0, start: 3)], in: episode)
    #expect(predicted.predictions.count == single.count)
    for (row, step) in zip(predicted.predictions, single) {
      #expect(row.count == 3)
      #expect(zip(row, step.observations).allSatisfy { abs($0 - $1) < 1e-5 })
    }
    let evaluation = OpenLoopEvaluation(
      monitor, noise: noise, mean: SampleEpisodes.mean([episode], SampleEpisodes.vectors))
    let report = try #require(evaluation.report(of: model, on: [episode], using: &generator))
    let places = EpisodePlace.spread(over: [episode], length: 10, count: 2)
    let ahead = steps(of: model, places, in: episode).dropFirst(4)
    #expect(report.horizon == ahead.count)
    for (index, step) in ahead.enumerated() {
      #expect(abs(report.meanWeights.rewardError[index] - step.rewardError) < 1e-5)
      #expect(abs(report.drawnWeights.rewardError[index] - step.rewardError) < 1e-5)
    }
  }

  /// Returns what a model of points decodes at each of ten steps, and how far its rewards are off.
  private func steps(
    of model: WorldModel, _ places: [EpisodePlace], in episode: RecordedEpisode
  ) -> [(observations: [Double], rewardError: Double)] {
    var generator = SeededGenerator(seed: 2)
    let batch = Batch(
      places, of: [episode], length: 10, SampleEpisodes.vectors, using: &generator)
    var pass = ForwardPass.inference(using: generator)
    let dynamics = model.dynamics
    let evidence = dynamics.evidence(of: model.embed(batch.observations, in: &pass), in: &pass)
    var belief = dynamics.initialBelief(batchSize: places.count)
    var steps: [(observations: [Double], rewardError: Double)] = []
    for time in 0..<10 {
      let action = batch.actions[time]
      if time < 4 {
        belief = dynamics.observe(evidence[time], after: action, from: belief, in: &pass).belief
      } else {
        belief = dynamics.imagine(action, from: belief, in: &pass).belief
      }
      let rewards = model.predictReward(belief.features, in: &pass)
      let errors = zip(rewards.scalars, batch.rewards[time].scalars).map { abs(Double($0 - $1)) }
      let observations = model.decode(belief.features, in: &pass).scalars.map { Double($0) }
      steps.append((observations, errors.reduce(0, +) / Double(places.count)))
    }
    return steps
  }

  /// Under point weights nothing but chance tells the two apart, unless the mean or the mixture of
  /// one is of fewer states than that of the other.
  @Test func drawnAndMeanWeightsAreJudgedByAsManyStates() throws {
    let episodes = (0..<4).map { SampleEpisodes.random(100, seed: $0) }
    var evaluation = OpenLoopEvaluation(
      noise: noise, mean: SampleEpisodes.mean(episodes, SampleEpisodes.vectors))
    (evaluation.horizon, evaluation.startsPerEpisode, evaluation.weightDrawCount) = (20, 50, 1)
    let model = SampleEpisodes.model(SampleEpisodes.vectors) {
      ($0.transition, $0.minimumStddev) = (.deterministic, 2)
    }
    var generator = SeededGenerator(seed: 3)
    let report = try #require(evaluation.report(of: model, on: episodes, using: &generator))
    let parts: [KeyPath<OpenLoopReport.Quality, [Double]>] = [
      \.observationError, \.negativeLogLikelihood, \.rewardError,
    ]
    for part in parts {
      let differences: [Double] = zip(
        report.drawnWeights[keyPath: part], report.meanWeights[keyPath: part]
      ).map { $0 - $1 }
      let count = Double(differences.count)
      let mean: Double = differences.reduce(0, +) / count
      let variance: Double = differences.reduce(0) { $0 + square($1 - mean) } / (count - 1)
      // Five standard errors over horizons, whose states are drawn one by one.
      #expect(variance > 0 && abs(mean) < 5 * (variance / count).squareRoot())
    }
  }

  @Test func shortEpisodesShortenTheHorizonAndNoneGiveNoReport() throws {
    let episodes = [SampleEpisodes.random(8, seed: 0)]
    let evaluation = OpenLoopEvaluation(
      noise: noise, mean: SampleEpisodes.mean(episodes, SampleEpisodes.vectors))
    let model = SampleEpisodes.model(SampleEpisodes.vectors)
    var generator = SeededGenerator(seed: 3)
    #expect(evaluation.report(of: model, on: episodes, using: &generator)?.horizon == 4)
    let short = [SampleEpisodes.random(4, seed: 0)]
    #expect(evaluation.report(of: model, on: short, using: &generator) == nil)
    #expect(evaluation.report(of: model, on: [], using: &generator) == nil)
  }

  @Test func noiseIsThatOfTheLoss() {
    var loss = LossConfiguration()
    (loss.observationScale, loss.rewardScale) = (4, 25)
    let frames = PredictionNoise(loss, SampleEpisodes.model(SampleEpisodes.frames))
    // A frame of 32 × 32 weighs four times as much an element.
    #expect(frames == PredictionNoise(observationStddev: 0.25, rewardStddev: 0.2))
    let vectors = PredictionNoise(loss, SampleEpisodes.model(SampleEpisodes.vectors))
    #expect(vectors.observationStddev == 0.5)
  }
}

@Suite struct OpenLoopReportTests {
  private var report: OpenLoopReport {
    var report = OpenLoopReport(observationName: "image", sequenceCount: 1)
    report.drawnWeights.observationError = [9, 1, 2, 3, 4]
    report.copy.observationError = [1, 2, 2, 4, 5]
    report.trainingMean.observationError = [1, 3, 3, 2, 5]
    report.drawnWeights.rewardError = [0.5, 0.25, 0.125, 0, -0.5]
    (report.spread.observation, report.weightSpread.observation) = ([1], [2])
    (report.stateSpread.observation, report.stateSpread.reward) = ([3], [4])
    for index in report.coverage.indices {
      let coverage = report.coverage[index]
      report.coverage[index].observation = [coverage.level + (coverage.hasNoise ? 0 : 1)]
    }
    return report
  }

  @Test func betterIsBetterThanBothFromTheSecondHorizonOn() {
    // Horizon 3 is no better than the copy, 4 no better than the mean.
    #expect(report.fractionBetterThanBaselines == 0.5)
    #expect(report.metrics["open_loop/image_better_fraction"] == 0.5)
    #expect(report.metrics["open_loop/image_error_training_mean/5"] == 5)
  }

  @Test func everyCurveHasItsOwnName() {
    let values = report.metrics.filter { $0.key.hasSuffix("/1") }
    for (name, value) in [
      ("image_spread", 1), ("image_spread_weights", 2), ("image_spread_states", 3),
      ("reward_spread_states", 4), ("image_coverage_50", 0.5), ("image_coverage_90", 0.9),
      ("image_coverage_50_draws", 1.5), ("image_coverage_90_draws", 1.9),
    ] {
      #expect(values["open_loop/\(name)/1"] == value, "\(name)")
    }
    #expect(Set(report.curves.map(\.name)).count == report.curves.count)
  }

  @Test func everyHorizonIsMeasured() {
    let all = report.metrics
    for (index, error) in report.drawnWeights.observationError.enumerated() {
      #expect(all["open_loop/image_error/\(index + 1)"] == error)
    }
    #expect(all["open_loop/image_error/6"] == nil && all["open_loop/image_spread/2"] == nil)
  }

  @Test func namesOfOtherHorizonsAreUnreported() {
    let curves = ["image_error", "image_error_copy", "image_error_training_mean", "reward_error"]
    #expect(report.unreportedNames == Set(curves.map { "open_loop/\($0)/4" }))
  }

  @Test func reportedHorizonsAreRoundOnesAndTheLast() {
    let usual = [1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 35, 40, 45, 50]
    #expect(OpenLoopReport.reportedHorizons(upTo: 50) == usual)
    #expect(OpenLoopReport.reportedHorizons(upTo: 12) == [1, 2, 3, 5, 7, 10, 12])
    #expect(OpenLoopReport.reportedHorizons(upTo: 4) == [1, 2, 3, 4])
    #expect(
      OpenLoopReport.reportedHorizons(upTo: 230)
        == usual + [60, 70, 80, 90, 100, 150, 200, 230])
    #expect(OpenLoopReport.reportedHorizons(upTo: 0) == [])
  }

  @Test func tablesReachTheLastHorizon() {
    var long = report
    long.drawnWeights.observationError = (1...100).map { Double($0) / 100 }
    long.copy.observationError = long.drawnWeights.observationError
    long.trainingMean.observationError = long.drawnWeights.observationError
    let lines = long.table.split(separator: "\n")
    #expect(lines.count == 2 + 14 + 5)
    #expect(lines.last?.hasPrefix("    100  1.00000        -  1.00000") == true)
    #expect(long.metrics["open_loop/image_error/100"] == 1)
  }

  @Test func nothingIsBetterThanBaselinesWhereOnlyTheFirstHorizonIs() {
    var short = report
    short.drawnWeights.observationError = [0]
    short.copy.observationError = [1]
    short.trainingMean.observationError = [1]
    #expect(short.fractionBetterThanBaselines == nil)
    #expect(short.metrics["open_loop/image_better_fraction"] == nil)
    #expect(short.metrics["open_loop/image_error/1"] == 0)
  }

  @Test func tablesHaveALineForEachReportedHorizon() {
    let lines = report.table.split(separator: "\n")
    #expect(lines.count == 6 && Set(lines.map(\.count)).count == 1)
    #expect(lines[0].contains("- observations -") && lines[0].contains("- rewards -"))
    #expect(lines[5].hasPrefix("      5  4.00000"))
    #expect(lines[2].contains("  0.50000"))
    #expect(report.figure.charts.count == 6)
  }
}
