import Base
import PlaNet
import RealModule
import Tensors
import Testing

@Suite struct DrawStatisticsTests {
  @Test func momentsAndLikelihoodAreThoseOfTheMixture() {
    let draws = [[1.0, 4.0], [3.0, 8.0]].map { Tensor($0.map { Scalar($0) }, shape: [1, 1, 2]) }
    let statistics = DrawStatistics(draws, truth: Tensor([3, 5], shape: [1, 2]), stddev: 2)
    #expect(statistics.moments.mean.scalars == [2, 6])
    #expect(statistics.squaredError == 1 && statistics.absoluteError == 1)
    #expect(statistics.moments.weightVariance.scalars == [2, 8])
    #expect(abs(statistics.spread - 5.0.squareRoot()) < 1e-6)
    #expect(statistics.weightSpread == statistics.spread && statistics.stateSpread == 0)
    let densities = [(4.0 + 1) / 8, (0.0 + 9) / 8].map { Double.exp(-$0) / (2 * .pi * 4) }
    let expected = -Double.log((densities[0] + densities[1]) / 2)
    #expect(abs(statistics.negativeLogLikelihood - expected) < 1e-6)
  }

  /// 20,000 independent elements: a coverage of p has a standard error of √(p(1 − p)/20,000), at
  /// most 0.0036; five of them are 0.018.
  @Test(arguments: [true, false])
  func coverageIsTheLevelWhereTheModelIsRight(hasNoise: Bool) {
    var generator = SeededGenerator(seed: 7)
    let shape = [200, 100]
    // Draws and truth share a center; the truth is one more draw, with noise around it.
    let center = Tensor(standardNormal: shape, using: &generator)
    func draw() -> Tensor { center + Tensor(standardNormal: shape, using: &generator) }
    let noise = Tensor(standardNormal: shape, using: &generator)
    let statistics = DrawStatistics(
      (0..<(hasNoise ? 60 : 3)).map { _ in draw().expanded(atAxis: 0) },
      truth: hasNoise ? draw() + 2 * noise : draw(),
      stddev: 2)
    let found = statistics.coverage(levels: [0.5, 0.9], hasNoise: hasNoise)
    #expect(abs(found[0] - 0.5) < 0.018 && abs(found[1] - 0.9) < 0.018)
  }

  @Test func coverageWithoutUncertaintyIsNone() {
    var generator = SeededGenerator(seed: 7)
    let truth = Tensor(standardNormal: [10, 10], using: &generator)
    func statistics(_ count: Int) -> DrawStatistics {
      let draw = (truth + 0.5).expanded(atAxis: 0)
      return DrawStatistics(Array(repeating: draw, count: count), truth: truth, stddev: 100)
    }
    #expect(statistics(19).coverage(levels: [0.9], hasNoise: false)[0] < 1e-12)
    #expect(statistics(3).coverage(levels: [0.5], hasNoise: false) == [0])
    // With few draws a truth below all of them stands for quantiles that are partly inside.
    #expect(abs(statistics(4).coverage(levels: [0.9], hasNoise: false)[0] - 0.75) < 1e-12)
    let statistics = statistics(39)
    // A distance of half a hundredth of the noise is in its middle.
    #expect(statistics.coverage(levels: [0.1, 0.9], hasNoise: true) == [1, 1])
  }

  /// States that share a draw of the weights are not independent draws: only the first counts.
  @Test func coverageIsTheLevelWhereStatesShareTheirWeights() {
    var generator = SeededGenerator(seed: 7)
    let shape = [200, 100]
    func draw() -> Tensor {
      let weights = Tensor(standardNormal: shape, using: &generator)
      return stacked([weights, weights])
    }
    let statistics = DrawStatistics(
      (0..<3).map { _ in draw() }, truth: Tensor(standardNormal: shape, using: &generator),
      stddev: 1)
    let found = statistics.coverage(levels: [0.5, 0.9], hasNoise: false)
    #expect(abs(found[0] - 0.5) < 0.018 && abs(found[1] - 0.9) < 0.018)
  }

  /// The predictions of all draws of both kinds are in the mixture.
  @Test func everyDrawIsAPartOfTheMixture() {
    let draws = [[1.0, 3.0], [5.0, 9.0]].map { Tensor($0.map { Scalar($0) }, shape: [2, 1, 1]) }
    let statistics = DrawStatistics(draws, truth: Tensor([3], shape: [1, 1]), stddev: 2)
    #expect(statistics.moments.mean.scalars == [4.5])
    let density = [4.0, 0, 4, 36].reduce(0.0) { $0 + .exp(-$1 / 8) / 4 }
    let expected = -Double.log(density / (2 * (2 * Double.pi).squareRoot()))
    #expect(abs(statistics.negativeLogLikelihood - expected) < 1e-6)
    // Within either draw of the weights the variances are 2 and 8; the means 2 and 7 have 12.5.
    #expect(abs(statistics.stateSpread - 5.0.squareRoot()) < 1e-6)
    #expect(abs(statistics.weightSpread - 10.0.squareRoot()) < 1e-6)
  }
}
