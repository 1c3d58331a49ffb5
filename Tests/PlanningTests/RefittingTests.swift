import Base
import Planning
import Tensors
import Testing

/// What is drawn after an iteration, and at the next decision, follows from the noise and from the
/// best candidates before: worked out here number by number.
@Suite struct RefittingTests {
  private static let sequences = ActionSequences(horizon: 5, actionSize: 3)
  private static let candidates = 200
  private static let elites = 8

  @Test func crossEntropyTakesTheElitesMeanAndVarianceWithAFloor() {
    var configuration = CrossEntropyMethod.Configuration()
    (configuration.candidates, configuration.elites) = (Self.candidates, Self.elites)
    (configuration.iterations, configuration.initialStddev) = (2, 0.8)
    configuration.varianceFloor = 0.04
    let planner = CrossEntropyMethod(Self.sequences, configuration)
    let (plans, noise) = decisions(of: planner, drawing: white)
    let candidates = plans[0].candidates
    #expect(Gaussian(stddev: 0.8).drew(candidates[0], with: noise[0]))
    let fit = moments(ofTheBestOf: candidates[0])
    let refitted = Gaussian(
      mean: fit.mean, stddev: fit.variance.map { ($0 + 0.04).squareRoot() })
    #expect(refitted.drew(candidates[1], with: noise[1]))
    let mean = moments(ofTheBestOf: candidates[1]).mean
    #expect(areClose(plans[0].actions.scalars, mean, within: tolerance))
    // Nothing is taken over.
    #expect(Gaussian(stddev: 0.8).drew(plans[1].candidates[0], with: noise[2]))
  }

  @Test func improvedCrossEntropyMovesMeanAndDeviationWithMomentum() {
    var configuration = ImprovedCrossEntropyMethod.Configuration()
    (configuration.candidates, configuration.elites) = (Self.candidates, Self.elites)
    (configuration.iterations, configuration.initialStddev) = (2, 1)
    (configuration.momentum, configuration.minimumStddev) = (0.3, 0.4)
    (configuration.shrinkage, configuration.keptElites) = (1, 0)
    configuration.noiseExponent = 1
    let planner = ImprovedCrossEntropyMethod(Self.sequences, configuration)
    let colored = ColoredNoise(length: 5, exponent: 1)
    let (plans, noise) = decisions(of: planner) {
      colored.sequences(3 * Self.candidates, using: &$0).reshaped([5, Self.candidates, 3])
    }
    let candidates = plans[0].candidates
    let start = Gaussian(stddev: 1)
    #expect(start.drew(candidates[0], with: noise[0]))
    let fit = moments(ofTheBestOf: candidates[0])
    let stddev = moved(start.stddev, to: fit.variance.map { $0.squareRoot() })
    let refitted = Gaussian(
      mean: moved(start.mean, to: fit.mean), stddev: stddev.map { max($0, 0.4) })
    // The least deviation is reached, but not by all.
    #expect(stddev.contains { $0 < 0.4 } && stddev.contains { $0 > 0.4 })
    #expect(refitted.drew(candidates[1], with: noise[1]))
    let mean = moved(refitted.mean, to: moments(ofTheBestOf: candidates[1]).mean)
    #expect(areClose(plans[0].actions.scalars, mean, within: tolerance))
    let next = Gaussian(mean: shifted(mean), stddev: start.stddev)
    #expect(next.drew(plans[1].candidates[0], with: noise[2]))
  }

  @Test func pathIntegralWeighsElitesByTheExponentialOfTheirReturns() {
    var configuration = PathIntegral.Configuration()
    (configuration.candidates, configuration.elites) = (Self.candidates, Self.elites)
    (configuration.iterations, configuration.temperature) = (2, 2)
    (configuration.momentum, configuration.minimumStddev) = (0.3, 0.2)
    let planner = PathIntegral(Self.sequences, configuration)
    let (plans, noise) = decisions(of: planner, drawing: white)
    let candidates = plans[0].candidates
    let start = Gaussian(stddev: 1)
    #expect(start.drew(candidates[0], with: noise[0]))
    let fit = moments(ofTheBestOf: candidates[0], temperature: 2)
    let stddev = fit.variance.map { $0.squareRoot() }
    let refitted = Gaussian(
      mean: moved(start.mean, to: fit.mean), stddev: stddev.map { max($0, 0.2) })
    // The least deviation is reached, but not by all.
    #expect(stddev.contains { $0 < 0.2 } && stddev.contains { $0 > 0.2 })
    #expect(refitted.drew(candidates[1], with: noise[1]))
    let mean = moved(refitted.mean, to: moments(ofTheBestOf: candidates[1], temperature: 2).mean)
    #expect(areClose(plans[0].actions.scalars, mean, within: tolerance))
    let next = Gaussian(mean: shifted(mean), stddev: start.stddev)
    #expect(next.drew(plans[1].candidates[0], with: noise[2]))
  }

  /// The first component counts most, so that the best agree in it, cut off at the bound.
  private func score(_ candidates: Tensor) -> Tensor {
    let first = candidates[0].columns(0..<1).reshaped([candidates.shape[1]])
    return quadratic(candidates) + Tensor(50) * first
  }

  /// Returns two decisions of two iterations each, and the noise of the four.
  private func decisions(
    of planner: some Planner, drawing noise: (inout SeededGenerator) -> Tensor
  ) -> (plans: [Plan], noise: [Tensor]) {
    var planner = planner
    var generator = SeededGenerator(seed: 1)
    var source = generator
    let plans = (0..<2).map { _ in planner.plan(using: &generator, score: score) }
    return (plans, (0..<4).map { _ in noise(&source) })
  }

  private func white(_ generator: inout SeededGenerator) -> Tensor {
    Tensor(standardNormal: [5, Self.candidates, 3], using: &generator)
  }

  /// The mean and variance of the elites' components, with the weights exp((R − max R) / λ).
  private func moments(
    ofTheBestOf candidates: Tensor, temperature: Scalar = .infinity
  ) -> (mean: [Scalar], variance: [Scalar]) {
    let rows = best(Self.elites, of: candidates, by: score)
    let returns = score(candidates).scalars.sorted(by: >).prefix(Self.elites)
    let weights = returns.map { exp(Tensor(($0 - returns[0]) / temperature)).scalar }
    func average(_ numbers: [Scalar]) -> Scalar {
      let sum: Scalar = zip(numbers, weights).reduce(0) { $0 + $1.0 * $1.1 }
      let total: Scalar = weights.reduce(0, +)
      return sum / total
    }
    let mean = (0..<15).map { index in average(rows.map { $0[index] }) }
    let variance = (0..<15).map { index in
      average(
        rows.map { row in
          let difference = row[index] - mean[index]
          return difference * difference
        })
    }
    return (mean, variance)
  }

  /// With a momentum of 0.3.
  private func moved(_ old: [Scalar], to new: [Scalar]) -> [Scalar] {
    zip(old, new).map { 0.3 * $0 + 0.7 * $1 }
  }

  private func shifted(_ sequence: [Scalar]) -> [Scalar] { Array(sequence[3...] + sequence[12...]) }
}

/// Sums of a few numbers of about 1, and roots of small ones, in single precision.
private let tolerance: Scalar = 1e-4

/// A normal distribution over the components of a sequence.
private struct Gaussian {
  var mean = [Scalar](repeating: 0, count: 15)
  var stddev: [Scalar]

  init(stddev: Scalar) { self.stddev = [Scalar](repeating: stddev, count: 15) }

  init(mean: [Scalar], stddev: [Scalar]) { (self.mean, self.stddev) = (mean, stddev) }

  /// Whether the first candidates are those that this distribution gives with some noise, cut off
  /// at the bounds.
  func drew(_ candidates: Tensor, with noise: Tensor) -> Bool {
    candidates.shape[1] >= noise.shape[1]
      && zip(candidates.candidateRows, noise.candidateRows).allSatisfy { candidate, noise in
        let drawn = mean.indices.map { index in
          let action = mean[index] + stddev[index] * noise[index]
          return min(max(action, -1), 1)
        }
        return areClose(candidate, drawn, within: tolerance)
      }
  }
}
