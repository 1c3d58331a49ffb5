import Base
import Control
import ControlSuite
import PlanarPhysics

/// The cost of a task's physics, on one thread.
package struct PhysicsTiming: Hashable, Sendable {
  /// The task.
  package var task: String
  /// The time of a physics step under random controls, in s.
  package var secondsPerStep: Double
  /// The time of a decision, which repeats its action and observes once, in s.
  package var secondsPerDecision: Double

  /// The number of physics steps in a second.
  package var stepsPerSecond: Double { 1 / secondsPerStep }
}

/// Timings of the physics of tasks.
package struct PhysicsBenchmark {
  /// The task.
  package let entry: Catalog.Entry
  private var environment: TimeLimit<SuiteEnvironment>
  private var generator = SeededGenerator(seed: 7)
  private let stepCount = 4000

  /// Prepares to time a task.
  package init(_ entry: Catalog.Entry) {
    self.entry = entry
    environment = entry.makeEnvironment()
  }

  /// Returns the shortest times over several repetitions of 4000 physics steps, each from a reset.
  ///
  /// - Throws: `ActionError`, if the task refuses an action.
  package mutating func measure(repetitions: Int) throws(ActionError) -> PhysicsTiming {
    var timing = PhysicsTiming(
      task: entry.name, secondsPerStep: .infinity, secondsPerDecision: .infinity)
    for _ in 0..<repetitions {
      timing.secondsPerStep = min(timing.secondsPerStep, timeSteps())
      timing.secondsPerDecision = min(timing.secondsPerDecision, try timeDecisions())
    }
    return timing
  }

  private mutating func randomActions(_ count: Int) -> [[Double]] {
    (0..<count).map { _ in environment.randomAction(using: &generator) }
  }

  private mutating func timeSteps() -> Double {
    environment.reset(using: &generator)
    var world = environment.base.world
    let substeps = environment.base.task.substeps
    let controls = randomActions(stepCount / substeps)
    let time = ContinuousClock().measure {
      for control in controls {
        world.setControls(control)
        world.step(count: substeps)
      }
    }
    return time / .seconds(1) / Double(controls.count * substeps)
  }

  private mutating func timeDecisions() throws(ActionError) -> Double {
    environment.reset(using: &generator)
    var agent = ActionRepeat(environment, count: entry.actionRepeat)
    let actions = randomActions(100)
    var observation = [Double](repeating: 0, count: agent.observationSize)
    let clock = ContinuousClock()
    let start = clock.now
    for action in actions {
      _ = try agent.step(action)
      observation.withUnsafeMutableBufferPointer { agent.observe(into: $0) }
    }
    return (clock.now - start) / .seconds(1) / Double(actions.count)
  }
}
