import Base
import Layers
import PlaNet
import Planning
import Tensors
import Testing

/// A policy that proposes sequences of actions, and a value for what lies beyond them.
@Suite struct GuidedPlanningTests {
  private let model = SampleEpisodes.model(SampleEpisodes.vectors) { $0.dynamics = .deterministic }

  private func behavior(discount: Scalar) -> Behavior {
    var (configuration, generator) = (BehaviorConfiguration(), SeededGenerator(seed: 6))
    configuration.discount = discount
    return Behavior(model.configuration, configuration, actionSize: 2, using: &generator)
  }

  /// r₁ + γ r₂ + γ² r₃ + γ³ v, step by step and one candidate at a time.
  @Test func scoresAreDiscountedRewardsAndWhatTheLastStateIsWorth() {
    var generator = SeededGenerator(seed: 7)
    let candidates = Tensor(uniform: [3, 5, 2], in: -1..<1, using: &generator)
    let (behavior, belief) = (behavior(discount: 0.8), model.dynamics.initialBelief(batchSize: 1))
    var imagination = Imagination(model, from: belief, guidedBy: behavior, using: &generator)
    let scores = imagination.score(candidates).scalars
    var pass = ForwardPass.inference(using: generator)
    for number in 0..<5 {
      var state = belief
      var expected: Scalar = 0
      for (time, weight) in [Scalar(1), 0.8, 0.64].enumerated() {
        let action = candidates[time].rows(number..<number + 1)
        state = model.dynamics.imagine(action, from: state, in: &pass).belief
        expected += weight * model.predictReward(state.features, in: &pass).scalar
      }
      let value = behavior.value(of: state.features, in: &pass).scalar
      expected += 0.512 * value
      #expect(abs(value) > 1e-3)
      #expect(abs(scores[number] - expected) < 1e-4)
    }
  }

  /// An equal agent that does explicitly what the other does to act.
  @Test func anAgentConsidersWhatItsPolicyProposes() throws {
    var configuration = PlaNetConfiguration()
    configuration.observation = .vector
    configuration.behavior.proposals = 5
    configuration.planner.method = .improvedCrossEntropy
    (configuration.planner.horizon, configuration.planner.iterations) = (3, 2)
    (configuration.planner.candidates, configuration.planner.elites) = (20, 4)
    let behavior = behavior(discount: 0.9)
    var agent = PlaNetAgent(model, guidedBy: behavior, configuration, for: FixedWorld())
    var other = agent
    let seen = SampleEpisodes.bytes([0.5, 0, -1])
    var generator = SeededGenerator(seed: 8)
    var source = generator
    _ = agent.act(seeing: seen, using: &generator)
    let plan = try #require(agent.plan)

    other.believe(seen, using: &source)
    let belief = other.memory.belief
    var pass = ForwardPass.inference(using: source.split())
    var state = belief.repeated(5)
    let considered = plan.candidates[0]
    #expect(considered.shape == [3, 25, 2])
    for time in 0..<3 {
      let action = behavior.act(state.features, in: &pass).action
      #expect(considered[time].rows(20..<25).scalars == action.scalars)
      state = model.dynamics.imagine(action, from: state, in: &pass).belief
    }

    var imagination = Imagination(model, from: belief, guidedBy: behavior, using: &source)
    let scores = imagination.score(plan.elites).scalars
    // Other sizes of batches round differently.
    #expect(zip(scores, plan.eliteReturns).allSatisfy { abs($0 - $1) < 1e-3 })
    #expect(scores.count == 4)
  }
}
