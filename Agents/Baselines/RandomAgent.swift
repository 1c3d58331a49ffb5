import Base
import Control

/// Takes each component of an action uniformly from [-1, 1]: the least that learning has to beat.
public struct RandomAgent: Agent {
  /// Creates the agent.
  public init() {}

  public func act(
    in environment: any Environment, using generator: inout SeededGenerator
  ) -> [Double] {
    environment.randomAction(using: &generator)
  }
}
