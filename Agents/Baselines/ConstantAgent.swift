import Base
import Control

/// An agent that takes the same action at every step.
public struct ConstantAgent: Agent {
  /// The value of every component of the action, in [-1, 1].
  public let value: Double

  /// Creates the agent.
  ///
  /// - Precondition: `value` is in [-1, 1].
  public init(_ value: Double = 0) {
    require((-1...1).contains(value), "an action lies in [-1, 1], not at \(value)")
    self.value = value
  }

  public func act(
    in environment: any Environment, using generator: inout SeededGenerator
  ) -> [Double] {
    [Double](repeating: value, count: environment.actionSize)
  }
}
