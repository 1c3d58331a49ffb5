import Base
import Control
import Testing

/// Checks the requirements on every environment, over a few episodes of random actions.
///
/// - Parameters:
///   - environment: An environment in any state.
///   - steps: The number of steps to take.
///   - rewards: The range of the reward of a step.
///   - sourceLocation: The place where failures are reported.
/// - Throws: Errors of the environment for actions that it must accept.
public func expectConformance(
  of environment: some Environment, steps: Int = 300, rewards: ClosedRange<Double> = 0...1,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  var environment = environment
  var generator = SeededGenerator(seed: 7)
  try expectResetsDiffer(environment, sourceLocation: sourceLocation)
  environment.reset(using: &generator)
  var fork = environment
  let first = environment.observation
  var varies = first.map { _ in false }
  for step in 0..<steps {
    // Some actions are out of bounds, and act like the nearer bound, which is passed to the fork.
    let scale = step % 7 == 0 ? 3.0 : 1
    let action = (0..<environment.actionSize).map { _ in
      scale * generator.nextUniform(in: -1...1)
    }
    let bounded = action.map { min(max($0, -1), 1) }
    let outcome = try environment.step(action)
    let observation = environment.observation
    #expect(
      outcome == (try fork.step(bounded)), "a fork under \(bounded) diverged from \(action)",
      sourceLocation: sourceLocation)
    #expect(
      observation == fork.observation, "a fork under \(bounded) diverged from \(action)",
      sourceLocation: sourceLocation)
    #expect(observation.count == environment.observationSize, sourceLocation: sourceLocation)
    #expect(observation.allSatisfy { $0.isFinite }, sourceLocation: sourceLocation)
    #expect(rewards.contains(outcome.reward), sourceLocation: sourceLocation)
    for index in observation.indices where observation[index] != first[index] {
      varies[index] = true
    }
    if outcome.end != nil {
      environment.reset(using: &generator)
      varies.indices.forEach { varies[$0] = varies[$0] || environment.observation[$0] != first[$0] }
      fork = environment
    }
  }
  let constant = varies.indices.filter { !varies[$0] }
  #expect(constant.isEmpty, "components \(constant) are constant", sourceLocation: sourceLocation)
  expectBadActionsAreRefused(environment, sourceLocation: sourceLocation)
}

/// Equal seeds start equal episodes, and one generator starts different ones.
private func expectResetsDiffer(
  _ environment: some Environment, sourceLocation: SourceLocation
) throws {
  var (first, second) = (environment, environment)
  var (a, b) = (SeededGenerator(seed: 3), SeededGenerator(seed: 3))
  first.reset(using: &a)
  // Whatever came before a reset leaves no trace.
  _ = try second.step([Double](repeating: 0.5, count: second.actionSize))
  second.reset(using: &b)
  #expect(
    first.observation == second.observation, "equal seeds, different starts",
    sourceLocation: sourceLocation)
  second.reset(using: &b)
  #expect(
    first.observation != second.observation, "initial states are not random",
    sourceLocation: sourceLocation)
}

/// Actions of the wrong size or with NaN are errors that change nothing.
private func expectBadActionsAreRefused(
  _ environment: some Environment, sourceLocation: SourceLocation
) {
  var changed = environment
  let size = environment.actionSize
  #expect(
    throws: ActionError.size(expected: size, found: size + 1), sourceLocation: sourceLocation
  ) {
    try changed.step([Double](repeating: 0, count: size + 1))
  }
  var action = [Double](repeating: 0, count: size)
  action[size - 1] = .nan
  #expect(throws: ActionError.notANumber(component: size - 1), sourceLocation: sourceLocation) {
    try changed.step(action)
  }
  #expect(changed.observation == environment.observation, sourceLocation: sourceLocation)
}
