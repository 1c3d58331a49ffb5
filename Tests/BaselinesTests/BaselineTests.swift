import Base
import Baselines
import Control
import Imaging
import Planning
import Tensors
import Testing

/// A point on a line that actions push; the reward is high at 1, and the episode has 20 steps.
///
/// Whoever goes on past the end is rewarded for going left.
struct Slider: Environment {
  var position = 0.0
  var time = 0
  var refusesRight = false
  var divergesRight = false
  let actionSize = 1
  let observationSize = 1
  let timeStep = 0.1

  mutating func reset(using generator: inout SeededGenerator) {
    position = generator.nextUniform() - 0.5
    time = 0
  }

  mutating func step(_ action: [Double]) throws(ActionError) -> Step {
    try ActionError.check(action, size: 1)
    if refusesRight, action[0] > 0 { throw .notANumber(component: 0) }
    position += 0.2 * min(max(action[0], -1), 1)
    time += 1
    if divergesRight, action[0] > 0 { return Step(reward: 9, end: .diverged) }
    let reward = time > 20 ? -9 * position : 1 - abs(position - 1)
    return Step(reward: reward, end: time == 20 ? .timeLimit : nil)
  }

  func observe(into observation: UnsafeMutableBufferPointer<Double>) { observation[0] = position }
  func render(into image: inout Image) {}
}

@Suite struct BaselineTests {
  static var searches: [any Planner] {
    let sequences = ActionSequences(horizon: 4, actionSize: 1)
    var (simple, improved, integral) = (
      CrossEntropyMethod.Configuration(), ImprovedCrossEntropyMethod.Configuration(),
      PathIntegral.Configuration()
    )
    (simple.candidates, simple.elites, simple.iterations) = (50, 5, 4)
    (improved.candidates, improved.elites, improved.iterations) = (50, 5, 4)
    (integral.candidates, integral.elites, integral.iterations) = (50, 5, 4)
    return [
      CrossEntropyMethod(sequences, simple), ImprovedCrossEntropyMethod(sequences, improved),
      PathIntegral(sequences, integral),
    ]
  }

  private func score(
    _ agent: some Agent, in environment: Slider = Slider(), seed: UInt64 = 1
  ) throws -> Double {
    var (environment, agent) = (environment, agent)
    var generator = SeededGenerator(seed: seed)
    return try play(&environment, with: &agent, using: &generator).score
  }

  private func agent(_ search: some Planner) -> any Agent { TrueDynamicsAgent(search) }

  @Test(arguments: 0..<3)
  func planningInTheTrueWorldBeatsChance(kind: Int) throws {
    let planned = try score(agent(Self.searches[kind]))
    // From −0.5 at worst, 8 pushes reach 1, and 12 steps of reward 1 follow; some precision is
    // lost.
    #expect(planned > 13)
    let byChance = try score(RandomAgent())
    #expect(byChance < planned - 5)
  }

  @Test(arguments: 0..<3)
  func planningIsTheSameForAnyNumberOfThreads(kind: Int) throws {
    let both = try score(agent(Self.searches[kind]))
    let again = try score(agent(Self.searches[kind]))
    Threads.use(1)
    defer { Threads.use(nil) }
    let alone = try score(agent(Self.searches[kind]))
    #expect(again == both && alone == both)
  }

  @Test func planningLeavesTheEnvironmentAsItIs() throws {
    var (environment, generator) = (Slider(), SeededGenerator(seed: 2))
    var agent = agent(Self.searches[0])
    environment.reset(using: &generator)
    let before = environment.position
    let action = try agent.act(in: environment, using: &generator)
    #expect(environment.position == before && environment.time == 0)
    #expect(action.count == 1 && action[0] > 0.5)
  }

  @Test func aNewEpisodeForgetsTheLastPlan() throws {
    var agent = TrueDynamicsAgent(
      ImprovedCrossEntropyMethod(ActionSequences(horizon: 3, actionSize: 1)))
    var generator = SeededGenerator(seed: 3)
    _ = agent.act(in: Slider(), using: &generator)
    #expect(!agent.planner.memory.isEmpty)
    agent.begin()
    #expect(agent.planner.memory.isEmpty)
  }

  @Test func nothingIsEarnedAfterTheEnd() throws {
    // One step before the time limit, only the first action counts: straight to the right.
    var agent = agent(Self.searches[0])
    var generator = SeededGenerator(seed: 4)
    let action = try agent.act(in: Slider(position: 0.85, time: 19), using: &generator)
    #expect(abs(action[0] - 0.75) < 0.1)
  }

  @Test func refusedCandidatesRankLast() throws {
    var search = CrossEntropyMethod.Configuration()
    (search.candidates, search.elites, search.iterations) = (50, 5, 4)
    var agent = TrueDynamicsAgent(
      CrossEntropyMethod(ActionSequences(horizon: 1, actionSize: 1), search))
    var generator = SeededGenerator(seed: 5)
    // To the right is better, but refused; the best of the rest is to stay.
    let action = agent.act(in: Slider(position: 0, refusesRight: true), using: &generator)
    #expect(action[0] <= 0 && action[0] > -0.3)
  }

  /// R25: the rewards of a simulation before it left all bounds count for nothing.
  @Test func divergedCandidatesRankLastAndAreTold() throws {
    var search = CrossEntropyMethod.Configuration()
    (search.candidates, search.elites, search.iterations) = (50, 5, 4)
    var nonfiniteCounts: [Int] = []
    var agent = TrueDynamicsAgent(
      CrossEntropyMethod(ActionSequences(horizon: 3, actionSize: 1), search)
    ) { nonfiniteCounts.append($0.nonfiniteCount) }
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<2 {
      let action = agent.act(in: Slider(position: 0, divergesRight: true), using: &generator)
      #expect(action[0] <= 0)
    }
    #expect(nonfiniteCounts.count == 2 && nonfiniteCounts.allSatisfy { $0 > 20 })
  }

  @Test func aRandomAgentCoversTheRange() {
    var generator = SeededGenerator(seed: 6)
    let actions = (0..<1000).map { _ in RandomAgent().act(in: Slider(), using: &generator)[0] }
    let mean = actions.reduce(0, +) / 1000
    // The standard error of the mean is 1/√3000.
    #expect(abs(mean) < 4 * 0.0183)
    #expect(actions.allSatisfy { (-1...1).contains($0) })
    #expect(actions.contains { $0 < -0.98 } && actions.contains { $0 > 0.98 })
  }

  @Test func aConstantAgentDoesTheSame() throws {
    // From the start that the seed gives, straight on: the same as steps with that action.
    var (environment, agent) = (Slider(), ConstantAgent(-0.5))
    var generator = SeededGenerator(seed: 7)
    let episode = try play(&environment, with: &agent, using: &generator)
    #expect(episode.actions == [[Double]](repeating: [-0.5], count: 20))
  }
}
