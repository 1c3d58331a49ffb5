import Base
import BayesianLayers
import Layers
import PlaNet
import Planning
import Tensors
import Testing

@Suite struct ImaginationTests {
  private let model: WorldModel
  private let belief: Belief

  init() {
    var generator = SeededGenerator(seed: 3)
    model = WorldModel(
      WorldModelTests.configuration { $0.dynamics = .deterministic },
      observation: .vector(size: 8), actionSize: 2, using: &generator)
    belief = model.dynamics.initialBelief(batchSize: 1)
  }

  /// Without a random part of the state, a candidate's score does not depend on its neighbours.
  @Test func candidatesAreScoredOneByOneAsTogether() {
    var generator = SeededGenerator(seed: 4)
    let candidates = Tensor(uniform: [3, 5, 2], in: -1..<1, using: &generator)
    var together = Imagination(model, from: belief, using: &generator)
    let scores = together.score(candidates).scalars
    for index in 0..<5 {
      let candidate = candidates.sliced(axis: 1, index..<index + 1)
      let score = together.score(candidate).scalar
      #expect(abs(score - scores[index]) < 1e-4)
    }
  }

  /// Many candidates are imagined in several parts, on several threads.
  @Test func allPartsAreImaginedUnderOneDraw() {
    var generator = SeededGenerator(seed: 7)
    let candidates = Tensor(repeating: 0.5, shape: [3, 333, 2])
    var imagination = Imagination(
      model, from: belief, weights: .sampled, using: &generator)
    let scores = imagination.score(candidates).scalars
    #expect(scores.count == 333)
    let areEqual = scores.allSatisfy { abs($0 - scores[0]) < 1e-5 }
    #expect(areEqual)
    var other = Imagination(model, from: belief, weights: .sampled, using: &generator)
    #expect(abs(other.score(candidates).scalars[0] - scores[0]) > 1e-4)
  }

  @Test func scoresDoNotDependOnTheNumberOfThreads() {
    var generator = SeededGenerator(seed: 9)
    let candidates = Tensor(uniform: [3, 170, 2], in: -1..<1, using: &generator)
    let scores = [1, 2, 3, 8, 1].map { count in
      Threads.use(count)
      defer { Threads.use(nil) }
      var generator = SeededGenerator(seed: 8)
      var imagination = Imagination(
        model, from: belief, weights: .sampled, weightDrawCount: 2, using: &generator)
      return imagination.score(candidates).scalars
    }
    let areDifferent = zip(scores[0], scores[0].dropFirst()).allSatisfy { $0 != $1 }
    let areEqual = scores.allSatisfy { zip($0, scores[0]).allSatisfy { abs($0 - $1) < 1e-4 } }
    #expect(areDifferent && areEqual)
  }

  @Test func spreadOverDrawsLowersOrRaisesScores() {
    let candidates = Tensor(repeating: 0.5, shape: [3, 4, 2])
    func score(_ aggregation: ReturnAggregation) -> [Scalar] {
      var generator = SeededGenerator(seed: 5)
      var imagination = Imagination(
        model, from: belief, weights: .sampled, weightDrawCount: 6, aggregation: aggregation,
        using: &generator)
      return imagination.score(candidates).scalars
    }
    let (careful, mean, curious) = (score(.careful), score(.mean), score(.curious))
    for index in 0..<4 {
      #expect(careful[index] < mean[index] && mean[index] < curious[index])
    }
  }

  /// Under certain weights, random states are no disagreement.
  @Test(arguments: WorldModelConfiguration.Latent.allCases)
  func chanceIsNoDisagreement(latent: WorldModelConfiguration.Latent) {
    var generator = SeededGenerator(seed: 10)
    let model = WorldModel(
      WorldModelTests.configuration { ($0.latent, $0.transition) = (latent, .deterministic) },
      observation: .vector(size: 8), actionSize: 2, using: &generator)
    // So few that they are a single part, whose numbers are those of any other draw's.
    let candidates = Tensor(repeating: 0.5, shape: [3, 30, 2])
    func score(_ aggregation: ReturnAggregation) -> [Scalar] {
      var generator = SeededGenerator(seed: 11)
      var imagination = Imagination(
        model, from: model.dynamics.initialBelief(batchSize: 1), weights: .sampled,
        weightDrawCount: 6,
        aggregation: aggregation, using: &generator)
      return imagination.score(candidates).scalars
    }
    let (careful, mean) = (score(.careful), score(.mean))
    #expect(zip(careful, mean).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(Set(mean).count > 10)
  }

  @Test func plannersSearchTheImagination() {
    var configuration = CrossEntropyMethod.Configuration()
    (configuration.candidates, configuration.elites, configuration.iterations) = (64, 8, 4)
    var planner = CrossEntropyMethod(
      ActionSequences(horizon: 4, actionSize: 2), configuration)
    var generator = SeededGenerator(seed: 6)
    var imagination = Imagination(model, from: belief, using: &generator)
    let plan = planner.plan(using: &generator) { imagination.score($0) }
    let zeros = imagination.score(Tensor(repeating: 0, shape: [4, 1, 2])).scalar
    #expect(plan.predictedReturn > zeros)
  }
}
