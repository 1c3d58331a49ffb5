import Base
import Planning
import Tensors
import Testing

/// The parts of the improved cross-entropy method, as they show in the candidates of two decisions
/// in a row.
@Suite struct ImprovedCrossEntropyMethodTests {
  private static let sequences = ActionSequences(horizon: 5, actionSize: 3)
  private let first: Plan
  private let second: Plan

  init() {
    var planner = ImprovedCrossEntropyMethod(Self.sequences)
    var generator = SeededGenerator(seed: 1)
    first = planner.plan(using: &generator, score: quadratic)
    second = planner.plan(using: &generator, score: quadratic)
  }

  /// 150 / 1.25ⁱ new ones, 0.3 · 15 elites from before, and at last the mean.
  @Test func populationsShrinkAndTakeInElitesAndTheMean() {
    let later = [120 + 4, 96 + 4, 76 + 4 + 1]
    #expect(first.candidates.map { $0.shape[1] } == [150] + later)
    #expect(second.candidates.map { $0.shape[1] } == [150 + 4] + later)
  }

  @Test func populationsAreTwiceTheElitesAtLeast() {
    var configuration = ImprovedCrossEntropyMethod.Configuration()
    configuration.candidates = 40
    var planner = ImprovedCrossEntropyMethod(Self.sequences, configuration)
    var generator = SeededGenerator(seed: 2)
    let plan = planner.plan(using: &generator, score: quadratic)
    #expect(plan.candidates.map { $0.shape[1] } == [40, 32 + 4, 30 + 4, 30 + 4 + 1])
  }

  @Test func theBestLiveOnInTheNextIteration() {
    for (iteration, drawn) in [(1, 120), (2, 96), (3, 76)] {
      let rows = first.candidates[iteration].candidateRows
      let kept = best(4, of: first.candidates[iteration - 1], by: quadratic)
      #expect(Array(rows[drawn..<drawn + 4]) == kept)
    }
  }

  @Test func theBestLiveOnAStepLaterInTheNextDecision() {
    let kept = best(4, of: first.candidates[3], by: quadratic)
    let shifted = kept.map { Array($0[3...] + $0[12...]) }
    #expect(Array(second.candidates[0].candidateRows[150...]) == shifted)
  }

  /// The mean moves by 0.9 of the way to that of the elites, and is executed in the end.
  @Test func theMeanIsTheLastOfTheLastCandidates() {
    var mean = [Scalar](repeating: 0, count: 15)
    for (iteration, candidates) in first.candidates.enumerated() {
      if iteration == 3 {
        let last = candidates.candidateRows[80]
        // A few sums of numbers below 1, in single precision.
        #expect(areClose(last, mean, within: 1e-5))
      }
      let elites = best(15, of: candidates, by: quadratic)
      for index in mean.indices {
        let sum: Scalar = elites.reduce(0) { $0 + $1[index] }
        let average: Scalar = sum / 15
        mean[index] = 0.1 * mean[index] + 0.9 * average
      }
    }
    #expect(areClose(first.actions.scalars, mean, within: 1e-5))
  }

  @Test func theBestCandidateIsExecutedIfThatIsAskedFor() {
    var configuration = ImprovedCrossEntropyMethod.Configuration()
    configuration.execution = .best
    var planner = ImprovedCrossEntropyMethod(Self.sequences, configuration)
    var generator = SeededGenerator(seed: 3)
    let plan = planner.plan(using: &generator, score: quadratic)
    #expect([plan.actions.scalars] == best(1, of: plan.candidates[3], by: quadratic))
  }

  /// Components have noise of their own.
  ///
  /// The spectrum f^−β over 12 steps gives neighbours a correlation of 0 for β = 0 and of 0.79 for
  /// β = 2.5.
  @Test(arguments: [(0.0, 0.0), (2.5, 0.79)])
  func noiseIsCorrelatedInTimeAlone(exponent: Double, expected: Double) {
    var configuration = ImprovedCrossEntropyMethod.Configuration()
    (configuration.candidates, configuration.iterations) = (4000, 1)
    (configuration.initialStddev, configuration.noiseExponent) = (0.2, exponent)
    var planner = ImprovedCrossEntropyMethod(
      ActionSequences(horizon: 12, actionSize: 2), configuration)
    var generator = SeededGenerator(seed: 4)
    let plan = planner.plan(using: &generator) { Tensor(repeating: 0, shape: [$0.shape[1]]) }
    let drawn = plan.candidates[0]
    let variance = square(drawn).mean().scalar
    let neighbours = (drawn.rows(0..<11) * drawn.rows(1..<12)).mean().scalar / variance
    let components = (drawn.columns(0..<1) * drawn.columns(1..<2)).mean().scalar / variance
    // Four standard errors of a correlation over 4000 candidates, were a sequence one number.
    #expect(abs(Double(neighbours) - expected) < 0.064)
    #expect(abs(components) < 0.064)
  }
}
