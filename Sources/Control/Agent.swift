import Base

/// Who acts in an environment, and may learn from the episodes it plays.
///
/// An agent looks through the environment itself: at vectors with ``Environment/observe(into:)``, at
/// frames with ``Environment/render(into:)``. An agent that plans on the simulator forks it. All
/// randomness comes from the generators given to it.
public protocol Agent {
  /// Forgets the episode before, as a new one begins.
  mutating func begin()

  /// Chooses the next action.
  ///
  /// Called once for every step of an episode, in order, so that an agent may keep a memory of what
  /// it saw and did since ``begin()``.
  ///
  /// - Parameters:
  ///   - environment: What the action is for, in its current state.
  ///   - generator: The source of what the agent leaves to chance.
  /// - Returns: ``Environment/actionSize`` components, each in [-1, 1].
  /// - Throws: What keeps the agent from acting.
  mutating func act(
    in environment: any Environment, using generator: inout SeededGenerator
  ) throws -> [Double]

  /// Learns from an episode that it, or another agent, played.
  ///
  /// - Parameters:
  ///   - episode: The episode, from reset to end.
  ///   - generator: The source of what learning leaves to chance.
  /// - Throws: What keeps the agent from learning.
  mutating func learn(from episode: Episode, using generator: inout SeededGenerator) throws
}

extension Agent {
  /// Does nothing: the agent has no memory of an episode.
  public mutating func begin() {}

  /// Does nothing: the agent stays as it is.
  public mutating func learn(
    from episode: Episode, using generator: inout SeededGenerator
  ) throws {}
}
