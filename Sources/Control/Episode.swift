import Base

/// The events from a reset to the end.
///
/// Observation `i` is what the agent could see when it chose action `i`; one more closes the
/// episode.
public struct Episode: Hashable, Sendable {
  /// The observation vectors, one more than there are actions.
  public var observations: [[Double]]
  /// The actions, in order.
  public var actions: [[Double]]
  /// The reward for each action.
  public var rewards: [Double]
  /// The reason why the episode ended, or `nil` if it was broken off.
  public var end: Step.End?

  /// Creates an episode.
  ///
  /// - Precondition: There is a reward for each action, and one more observation.
  public init(
    observations: [[Double]], actions: [[Double]], rewards: [Double], end: Step.End?
  ) {
    require(
      actions.count == rewards.count && observations.count == actions.count + 1,
      "an episode of \(actions.count) actions has as many rewards and one more observation, not"
        + " \(rewards.count) and \(observations.count)")
    (self.observations, self.actions, self.rewards) = (observations, actions, rewards)
    self.end = end
  }

  /// The number of actions.
  public var length: Int { actions.count }

  /// The episode return: the sum of all rewards.
  public var score: Double { rewards.reduce(0, +) }
}

/// Plays one episode, from reset to end.
///
/// The start and the agent draw from separate generators, split from `generator`: equal generators
/// give every agent the same start, however much randomness it uses.
///
/// - Parameters:
///   - environment: The environment, which is left in the state in which the episode ended.
///   - agent: The agent that acts. It does not learn here.
///   - generator: The source of the start and of the agent's choices.
///   - watch: Called after every step with the environment and its response.
/// - Returns: The episode.
/// - Throws: Errors of the agent or the watcher, and ``ActionError``.
/// - Precondition: The environment's episodes end.
public func play<Env: Environment>(
  _ environment: inout Env, with agent: inout some Agent, using generator: inout SeededGenerator,
  watching watch: (Env, Step) throws -> Void = { _, _ in }
) throws -> Episode {
  var start = generator.split()
  var choices = generator.split()
  environment.reset(using: &start)
  agent.begin()
  var observations = [environment.observation]
  var (actions, rewards): ([[Double]], [Double]) = ([], [])
  while true {
    let action = try agent.act(in: environment, using: &choices)
    let step = try environment.step(action)
    actions.append(action)
    rewards.append(step.reward)
    observations.append(environment.observation)
    try watch(environment, step)
    guard step.end == nil else {
      return Episode(
        observations: observations, actions: actions, rewards: rewards, end: step.end)
    }
  }
}
