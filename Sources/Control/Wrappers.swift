import Base
import Imaging

/// An environment whose episodes end after a number of steps.
public struct TimeLimit<Base: Environment>: Environment {
  /// The environment without a limit.
  public private(set) var base: Base
  /// The number of steps in an episode.
  public let stepLimit: Int
  /// The number of steps since the episode began.
  public private(set) var stepCount = 0

  /// Limits the episodes of `base`.
  ///
  /// - Precondition: `steps` is positive.
  public init(_ base: Base, steps: Int) {
    require(steps > 0, "a time limit must be positive, not \(steps)")
    self.base = base
    stepLimit = steps
  }

  public var actionSize: Int { base.actionSize }
  public var observationSize: Int { base.observationSize }
  public var timeStep: Double { base.timeStep }

  public mutating func reset(using generator: inout SeededGenerator) {
    stepCount = 0
    base.reset(using: &generator)
  }

  public mutating func step(_ action: [Double]) throws(ActionError) -> Step {
    var step = try base.step(action)
    stepCount += 1
    if step.end == nil, stepCount >= stepLimit { step.end = .timeLimit }
    return step
  }

  public func observe(into observation: UnsafeMutableBufferPointer<Double>) {
    base.observe(into: observation)
  }

  public func render(into image: inout Image) {
    base.render(into: &image)
  }
}

/// An environment that repeats every action several times.
///
/// The reward is the sum of the rewards. If the episode ends midway, the step ends, too, and has
/// taken fewer environment steps.
public struct ActionRepeat<Base: Environment>: Environment {
  /// The environment without repetition.
  public private(set) var base: Base
  /// The number of times that an action is taken.
  public let count: Int

  /// Repeats the actions of `base`.
  ///
  /// - Precondition: `count` is positive.
  public init(_ base: Base, count: Int) {
    require(count > 0, "an action must be taken at least once, not \(count) times")
    self.base = base
    self.count = count
  }

  public var actionSize: Int { base.actionSize }
  public var observationSize: Int { base.observationSize }
  public var timeStep: Double { base.timeStep * Double(count) }

  public mutating func reset(using generator: inout SeededGenerator) {
    base.reset(using: &generator)
  }

  public mutating func step(_ action: [Double]) throws(ActionError) -> Step {
    var total = Step(reward: 0, environmentSteps: 0)
    for _ in 0..<count where total.end == nil {
      let step = try base.step(action)
      total.reward += step.reward
      total.end = step.end
      total.environmentSteps += step.environmentSteps
    }
    return total
  }

  public func observe(into observation: UnsafeMutableBufferPointer<Double>) {
    base.observe(into: observation)
  }

  public func render(into image: inout Image) {
    base.render(into: &image)
  }
}

extension Environment {
  /// Returns an environment whose steps are `count` steps of this one, under the same action.
  package func repeatingActions(_ count: Int) -> any Environment {
    ActionRepeat(self, count: count)
  }
}
