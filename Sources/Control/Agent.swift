import Base

/// An actor in an environment that may learn from the episodes it plays.
///
/// An agent observes the environment itself: vectors with ``Environment/observe(into:)``, frames
/// with ``Environment/render(into:)``. An agent that plans on the simulator forks the environment.
/// All randomness comes from the generators that it is given.
public protocol Agent {
  /// Forgets the previous episode, at the start of a new one.
  mutating func begin()

  /// Chooses the next action.
  ///
  /// This is called once for every step of an episode, in order, so that an agent may remember what
  /// it saw and did since ``begin()``.
  ///
  /// - Parameters:
  ///   - environment: The environment to act in, in its current state.
  ///   - generator: The source of the agent's random choices.
  /// - Returns: ``Environment/actionSize`` components, each in [-1, 1].
  /// - Throws: An error that prevents the agent from acting.
  mutating func act(
    in environment: any Environment, using generator: inout SeededGenerator
  ) throws -> [Double]

  /// Learns from an episode that it or another agent played.
  ///
  /// - Parameters:
  ///   - episode: The episode, from reset to end.
  ///   - generator: The source of randomness in learning.
  /// - Throws: An error that prevents the agent from learning.
  mutating func learn(from episode: Episode, using generator: inout SeededGenerator) throws
}

extension Agent {
  /// Does nothing, for agents without a memory of an episode.
  public mutating func begin() {}

  /// Does nothing, for agents that do not learn.
  public mutating func learn(
    from episode: Episode, using generator: inout SeededGenerator
  ) throws {}
}
