import Base
import Control

/// An agent that draws each component of an action uniformly from [-1, 1], which any learner must
/// beat.
public struct RandomAgent: Agent {
  /// Creates the agent.
  public init() {}

  public func act(
    in environment: any Environment, using generator: inout SeededGenerator
  ) -> [Double] {
    environment.randomAction(using: &generator)
  }
}
