import Control
import Foundation
import PlaNet
import Records
import Testing

/// The loss that an update of a run minimizes.
@Suite struct TrainerLearningTests {
  /// Returns what a run of one update after each of two episodes charged for the weights'
  /// divergence, and the divergence at the start.
  private func weightCharges(annealingUpdates: Int) throws -> (charges: [Double], kl: Double) {
    var configuration = SmallRun.configuration(episodes: 3, updates: 1)
    configuration.trainer.seedEpisodes = 2
    configuration.trainer.firstUpdates = 0
    configuration.loss.weightScale = 8
    configuration.loss.freeNats = 0
    (configuration.loss.priorScale, configuration.loss.posteriorScale) = (1, 1)
    configuration.loss.weightAnnealingUpdates = annealingUpdates
    let run = SmallRun()
    try run.train(configuration) { try $0.finish() }
    let (metrics, loss) = (try run.metrics, configuration.loss)
    func values(_ name: String) throws -> [Double] {
      try #require(metrics[name]).map(\.value)
    }
    let parts = [
      (try values("loss/observation"), Double(loss.observationScale)),
      (try values("loss/reward"), Double(loss.rewardScale)),
      (try values("state_kl"), 1),
    ]
    let charges = try values("loss/total").enumerated().map { update, total in
      parts.reduce(total) { $0 - $1.1 * $1.0[update] }
    }
    return (charges, try values("weight_kl")[0])
  }

  /// The divergence is of all that is learned from, so a decision has its part of it.
  ///
  /// The first update follows two episodes of 20, the second three; one update changes the
  /// divergence by little.
  @Test func weightsCostTheirDivergenceADecisionCollected() throws {
    let (charges, kl) = try weightCharges(annealingUpdates: 0)
    #expect(charges.count == 2)
    #expect(abs(charges[0] - 8 * kl / 40) < 1e-3 * charges[0])
    #expect(abs(charges[1] - 8 * kl / 60) < 0.02 * charges[1])
  }

  @Test func weightsCostNothingAtFirstWhereTheirCostIsAnnealed() throws {
    let (charges, kl) = try weightCharges(annealingUpdates: 4)
    #expect(abs(charges[0]) < 1e-3 * kl / 40)
    #expect(abs(charges[1] - 8 * kl / 60 / 4) < 0.02 * charges[1])
  }

  @Test func gradientsAreCutToTheirLargestNorm() throws {
    func change(largestNorm: Double) throws -> Double {
      var configuration = SmallRun.configuration(episodes: 2, updates: 3)
      configuration.optimizer.largestNorm = largestNorm
      let run = SmallRun()
      try run.train(configuration) { try $0.finish() }
      let divergences = try #require(try run.metrics["weight_kl"]).map(\.value)
      return abs(divergences[1] / divergences[0] - 1)
    }
    #expect(try change(largestNorm: 1e-9) < 1e-7)
    #expect(try change(largestNorm: 1000) > 1e-5)
  }
}
