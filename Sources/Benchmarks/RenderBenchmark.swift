import Base
import Control
import ControlSuite
import Imaging
import PlanarPhysics
import PlanarScenes

/// The cost of a task's pictures, on one thread.
package struct RenderTiming: Hashable, Sendable {
  /// The task.
  package var task: String
  /// The time to draw a picture of 64 × 64 pixels of a state that differs from the last one, in s.
  package var secondsPerFrame: Double
  /// The time of a decision, which repeats its action and then draws a picture, in s.
  package var secondsPerDecision: Double

  /// The number of pictures in a second.
  package var framesPerSecond: Double { 1 / secondsPerFrame }
}

/// Timings of the pictures of tasks.
package struct RenderBenchmark {
  /// The task.
  package let entry: Catalog.Entry
  private var agent: ActionRepeat<TimeLimit<SuiteEnvironment>>
  private var generator = SeededGenerator(seed: 7)
  private var image = Image(width: 64, height: 64)
  private let decisionCount = 100

  /// Prepares to time a task.
  package init(_ entry: Catalog.Entry) {
    self.entry = entry
    agent = ActionRepeat(entry.makeEnvironment(), count: entry.actionRepeat)
  }

  /// Returns the shortest times over several repetitions of 100 decisions under random actions.
  ///
  /// - Throws: `ActionError`, if the task refuses an action.
  package mutating func measure(repetitions: Int) throws(ActionError) -> RenderTiming {
    var timing = RenderTiming(
      task: entry.name, secondsPerFrame: .infinity, secondsPerDecision: .infinity)
    for _ in 0..<repetitions {
      agent.reset(using: &generator)
      agent.render(into: &image)
      let (frame, decision) = try timeDecisions()
      timing.secondsPerFrame = min(timing.secondsPerFrame, frame)
      timing.secondsPerDecision = min(timing.secondsPerDecision, decision)
    }
    return timing
  }

  private mutating func timeDecisions() throws(ActionError) -> (frame: Double, decision: Double) {
    let actions = (0..<decisionCount).map { _ in agent.randomAction(using: &generator) }
    let clock = ContinuousClock()
    var (frames, whole) = (Duration.zero, Duration.zero)
    for action in actions {
      let start = clock.now
      _ = try agent.step(action)
      let middle = clock.now
      agent.render(into: &image)
      let end = clock.now
      frames += end - middle
      whole += end - start
    }
    let count = Double(decisionCount)
    return (frames / .seconds(1) / count, whole / .seconds(1) / count)
  }
}
