import Base
import BayesianLayers
import Layers
import Replay
import Tensors
import Testing

import PlaNet

@Suite struct ImaginedFutureTests {
  private let actions = Tensor((0..<6).map { Scalar($0) / 10 }, shape: [3, 2])

  @Test func spreadIsSplitByTheLawOfTotalVariance() {
    // Two draws of weights, a horizon of one, two draws of states.
    let moments = DrawMoments(
      [Tensor([1, 3], shape: [1, 2]), Tensor([5, 7], shape: [1, 2])], stateAxis: 1)
    #expect(moments.mean.scalars == [4])
    // Within either draw of the weights the variance is 2; the means 2 and 6 have variance 8, of
    // which 2 / 2 is the states'.
    #expect(abs(moments.stateStddev.scalar - Scalar(2).squareRoot()) < 1e-6)
    #expect(abs(moments.weightStddev.scalar - Scalar(7).squareRoot()) < 1e-6)
    #expect(abs(moments.stddev.scalar - 3) < 1e-6)
    // Means that are nearer than chance explains are no disagreement.
    let chance = DrawMoments(
      [Tensor([0, 4], shape: [1, 2]), Tensor([4, 0], shape: [1, 2])], stateAxis: 1)
    #expect(chance.weightStddev.scalar == 0 && chance.stateStddev.scalar > 2)
    #expect(abs(chance.weightVariance.scalar + 4) < 1e-6)
    // A single draw of either has no spread.
    let one = DrawMoments([Tensor([1, 3], shape: [2, 1])], stateAxis: 1)
    #expect(one.mean.scalars == [1, 3] && one.stddev.scalars == [0, 0])
  }

  @Test func spreadHasTheSourcesThatTheModelHas() {
    func stddevs(
      _ change: (inout WorldModelConfiguration) -> Void
    ) -> (weights: Scalar, states: Scalar) {
      let model = SampleEpisodes.model(SampleEpisodes.vectors, change)
      var generator = SeededGenerator(seed: 7)
      let future = ImaginedFuture(
        model, from: model.dynamics.initialBelief(batchSize: 1), actions: actions,
        weightDrawCount: 3, stateDrawCount: 2, using: &generator)
      #expect(future.observations.mean.shape == [3, 3] && future.rewards.mean.shape == [3])
      let spread = future.returns
      return (spread.weightStddev.sum().scalar, spread.stateStddev.sum().scalar)
    }
    let points = stddevs {
      ($0.dynamics, $0.transition) = (.deterministic, .deterministic)
    }
    #expect(points.weights < 1e-5 && points.states < 1e-5)
    let weights = stddevs {
      ($0.dynamics, $0.transition, $0.weightStddev) = (.deterministic, .reparameterization, 0.3)
    }
    #expect(weights.weights > 1e-3 && weights.states < 1e-5)
    let states = stddevs { $0.transition = .deterministic }
    #expect(states.states > 1e-3)
  }

  @Test func returnsAreSumsOfWhatWithoutChanceIsImagined() {
    let model = SampleEpisodes.model(SampleEpisodes.vectors) {
      ($0.dynamics, $0.transition) = (.deterministic, .deterministic)
    }
    let belief = model.dynamics.initialBelief(batchSize: 1)
    var generator = SeededGenerator(seed: 8)
    let future = ImaginedFuture(
      model, from: belief, actions: actions, weightDrawCount: 2, stateDrawCount: 2,
      using: &generator)
    var imagination = Imagination(model, from: belief, using: &generator)
    let candidates = actions.expanded(atAxis: 1)
    let rewards = imagination.rewards(candidates)
    #expect(rewards.shape == [3, 1])
    var sum: Scalar = 0
    for time in 0..<3 {
      sum += rewards.scalars[time]
      #expect(abs(future.rewards.mean.scalars[time] - rewards.scalars[time]) < 1e-5)
      #expect(abs(future.returns.mean.scalars[time] - sum) < 1e-5)
    }
    #expect(abs(imagination.score(candidates).scalar - sum) < 1e-5)
  }

  /// More observations than are embedded at once.
  @Test func beliefsAlongAnEpisodeAreThoseOfTheAgentThatPlayedIt() {
    let model = SampleEpisodes.model(SampleEpisodes.vectors) { $0.dynamics = .deterministic }
    let episode = SampleEpisodes.random(70, seed: 5)
    var configuration = PlaNetConfiguration()
    configuration.observation = .vector
    let world = FixedWorld()
    var agent = PlaNetAgent(model, configuration, for: world)
    var generator = SeededGenerator(seed: 3)
    let beliefs = model.beliefs(
      along: episode, seenBy: Eye(configuration, for: world), using: &generator)
    #expect(beliefs.count == 71)
    for (place, belief) in beliefs.enumerated() {
      agent.believe(Array(episode.observation(at: place)), using: &generator)
      if place < 70 { agent.memory.action = episode.action(at: place).map { Scalar($0) } }
      let pairs = zip(
        agent.memory.belief.deterministic.scalars, belief.deterministic.scalars)
      #expect(pairs.allSatisfy { abs($0 - $1) < 1e-4 })
    }
  }
}
