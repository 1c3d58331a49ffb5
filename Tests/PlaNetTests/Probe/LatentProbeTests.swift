import Base
import BayesianLayers
import Imaging
import Layers
import PlaNet
import Replay
import Tensors
import Testing

@Suite struct LatentProbeTests {
  private let targets = [
    ProbeTarget("last", group: "action"), ProbeTarget("noise", group: "chance"),
  ]

  /// Random vectors; the quantities are the last action's first component, which states hear of
  /// with certainty, and something that they cannot know.
  private func episode(_ length: Int, seed: UInt64) -> ProbeEpisode {
    let episode = SampleEpisodes.random(length, seed: seed)
    var generator = SeededGenerator(seed: 1000 + seed)
    return ProbeEpisode(
      episode,
      quantities: (0...length).map { time in
        [time > 0 ? Double(episode.actions[2 * (time - 1)]) : 0, generator.nextNormal()]
      })
  }

  private func report(
    _ lengths: [Int], horizons: [Int], of change: (inout WorldModelConfiguration) -> Void = { _ in }
  ) -> ProbeReport {
    let model = SampleEpisodes.model(SampleEpisodes.vectors) {
      ($0.dynamics, $0.deterministicSize) = (.deterministic, 24)
      ($0.hiddenSize, $0.transition) = (24, .deterministic)
      change(&$0)
    }
    var probe = LatentProbe(targets)
    (probe.horizons, probe.stride) = (horizons, 1)
    let episodes = lengths.enumerated().map { episode($0.element, seed: UInt64($0.offset)) }
    var generator = SeededGenerator(seed: 1)
    return probe.report(
      of: model, fitting: Array(episodes.dropLast()), heldOut: [episodes[lengths.count - 1]],
      SampleEpisodes.vectors, using: &generator)
  }

  @Test func whatStatesHearOfIsReadAndWhatTheyCannotKnowIsNot() {
    let report = report([200, 200, 200, 200, 150], horizons: [1, 5])
    #expect(report.readings.map(\.horizon) == [0, 1, 5])
    for reading in report.readings {
      #expect(reading.scores[0] > 0.9 && abs(reading.scores[1]) < 0.1)
    }
    // From five observations on, and from as many starts as have five steps to go.
    #expect(report.readings.map(\.truths.count) == [147, 142, 142])
    #expect(report.metrics["probe/filtered/action/last"] == report.readings[0].scores[0])
    #expect(report.metrics["probe/open_loop/5/action"] == report.readings[2].scores[0])
    #expect(
      report.metrics["probe/transferred/5/chance/noise"] == report.readings[2].transferredScores[1])
    #expect(report.metrics.count == 4 * 5)
  }

  /// Of drawn states what is read is their expectation, which depends on the last action and on what
  /// was drawn before; the draw itself is mostly noise.
  @Test(arguments: WorldModelConfiguration.Latent.allCases)
  func expectationsOfDrawnStatesAreRead(latent: WorldModelConfiguration.Latent) {
    let report = report([200, 200, 200, 200, 150], horizons: [1]) {
      ($0.dynamics, $0.latent, $0.stochasticSize) = (.stochastic, latent, 12)
    }
    for reading in report.readings {
      #expect(reading.scores[0] > 0.45 && abs(reading.scores[1]) < 0.1)
    }
  }

  @Test func figuresShowNoMorePointsThanAskedFor() {
    let report = report([40, 40, 30], horizons: [3])
    let count = report.readings[0].truths.count
    let charts = report.figure(horizon: 0, pointCount: count / 2 + 1).charts
    #expect(charts[0].series[1].points.count <= count / 2 + 1)
    #expect(report.figure(horizon: 0, pointCount: count).charts[0].series[1].points.count == count)
  }

  @Test func truthsAreThoseOfTheTimeThatIsPredicted() {
    let report = report([40, 40, 30], horizons: [3])
    let last = episode(30, seed: 2)
    // The first start is after five observations, three more steps lead to the eighth.
    #expect(report.readings[1].truths[0] == last.quantities[7])
    #expect(report.readings[0].truths[0] == last.quantities[4])
  }

  @Test func horizonsBeyondAllEpisodesAreLeftOut() {
    let report = report([40, 40, 12], horizons: [8, 9])
    #expect(report.readings.map(\.horizon) == [0, 8])
  }

  /// The third episode is the one that chooses the ridge.
  @Test func shortEpisodesAreReadAsFarAsTheyGo() {
    let report = report([40, 40, 12, 40], horizons: [1, 20])
    #expect(report.readings.map(\.horizon) == [0, 1])
    // Held-out states start where 20 more decisions follow.
    #expect(report.readings.map(\.truths.count) == [37, 17])
    // One of several that maps are fitted to.
    let others = self.report([12, 40, 40, 40], horizons: [1, 20])
    #expect(others.readings.map(\.horizon) == [0, 1, 20])
  }

  @Test func determinationIsThePartOfVarianceExplained() {
    let truths: [[Double]] = [[1, 5], [3, 5], [5, 5]]
    #expect(determination([[1, 5], [3, 5], [5, 5]], truths) == [1, 0])
    #expect(determination([[3, 5], [3, 5], [3, 5]], truths)[0] == 0)
    #expect(determination([[2, 5], [3, 5], [4, 5]], truths)[0] == 0.75)
    #expect(determination([[5, 5], [3, 5], [1, 5]], truths)[0] == -3)
  }

  /// In binary, the mean of three times 0.1 is not 0.1.
  @Test func whatIsConstantUpToRoundingIsNotDetermined() {
    let constant = [[Double]](repeating: [0.1], count: 3)
    #expect(determination([[0.2], [0.1], [0.1]], constant) == [0])
    #expect(determination(constant, constant) == [0])
    let small = [[0.1], [0.1 + 1e-8], [0.1 - 1e-8]]
    #expect(determination(small, small) == [1])
  }

  @Test func tablesAndFiguresShowEveryTarget() {
    let report = report([40, 40, 30], horizons: [3])
    let lines = report.table.split(separator: "\n")
    #expect(lines.count == 5 && lines[0].hasSuffix("filtered   3 ahead"))
    #expect(Set(lines.map(\.count)).count == 1)
    #expect(lines[1].hasPrefix("action last") && lines[4].hasPrefix("mean chance"))
    #expect(report.figure(horizon: 3).charts.count == 2)
    #expect(report.figure(horizon: 4).charts.isEmpty)
  }
}
