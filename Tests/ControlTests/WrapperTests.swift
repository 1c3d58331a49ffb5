import Base
import Control
import TestSupport
import Testing

@Suite struct WrapperTests {
  @Test func wrappersConform() throws {
    try expectConformance(of: Counter(), rewards: -1...1)
    try expectConformance(of: TimeLimit(Counter(), steps: 20), rewards: -1...1)
    try expectConformance(of: ActionRepeat(Counter(), count: 3), rewards: -3...3)
  }

  @Test func aTimeLimitEndsTheEpisode() throws {
    var environment = TimeLimit(Counter(), steps: 3)
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<2 {
      environment.reset(using: &generator)
      let ends = try (0..<3).map { _ in try environment.step([0.5]).end }
      #expect(ends == [nil, nil, .timeLimit])
    }
  }

  @Test func aTerminalEndOutranksTheLimit() throws {
    var environment = TimeLimit(Counter(total: 9.5), steps: 1)
    #expect(try environment.step([1]).end == .terminal)
  }

  @Test func aRepeatedActionEarnsTheSum() throws {
    var environment = ActionRepeat(Counter(), count: 4)
    #expect(environment.timeStep == 2)
    #expect(try environment.step([0.25]) == Step(reward: 1, environmentSteps: 4))
    #expect(environment.observation == [1])
  }

  @Test func aRepeatedActionStopsAtTheEnd() throws {
    var environment = ActionRepeat(Counter(total: 8), count: 4)
    #expect(try environment.step([1]) == Step(reward: 2, end: .terminal, environmentSteps: 2))
    var limited = ActionRepeat(TimeLimit(Counter(), steps: 6), count: 4)
    #expect(try limited.step([0.5]).end == nil)
    #expect(try limited.step([0.5]) == Step(reward: 1, end: .timeLimit, environmentSteps: 2))
    var twice = ActionRepeat(ActionRepeat(TimeLimit(Counter(), steps: 5), count: 2), count: 3)
    #expect(try twice.step([0.5]) == Step(reward: 2.5, end: .timeLimit, environmentSteps: 5))
  }

  @Test func errorsNameBothSides() {
    #expect(
      "\(ActionError.size(expected: 6, found: 2))" == "an action must have 6 components, not 2")
    #expect(
      "\(ActionError.notANumber(component: 1))" == "component 1 of the action is not a number")
  }
}
