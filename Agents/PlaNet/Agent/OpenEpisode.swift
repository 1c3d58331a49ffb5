import Base
import Control
import Planning
import Replay

/// An episode that is being collected.
///
/// A checkpoint stores it as the generator with which it began and its actions: taking them again
/// restores all the rest, bit for bit, for any environment.
struct OpenEpisode: Sendable {
  /// The generator before the episode began.
  let start: SeededGenerator
  /// The state of the world.
  private(set) var environment: any Environment
  private(set) var observations: [UInt8]
  private(set) var actions: [Float] = []
  private(set) var rewards: [Float] = []
  /// The current observation.
  private(set) var observation: [UInt8]
  /// The sum of the rewards.
  private(set) var score = 0.0

  /// Begins an episode.
  init(
    in pristine: any Environment, seenBy eye: inout Eye, using generator: inout SeededGenerator
  ) {
    start = generator
    environment = pristine
    environment.reset(using: &generator)
    observation = eye.look(at: environment)
    observations = observation
  }

  /// Begins an episode that an agent is to act in, which forgets the one before.
  init(
    in pristine: any Environment, for agent: inout PlaNetAgent,
    using generator: inout SeededGenerator
  ) {
    agent.begin()
    self.init(in: pristine, seenBy: &agent.eye, using: &generator)
  }

  /// The number of actions.
  var length: Int { rewards.count }

  /// Takes an action.
  ///
  /// - Returns: The environment's response.
  mutating func take(_ action: [Double], seenBy eye: inout Eye) throws(ActionError) -> Step {
    let step = try environment.step(action)
    actions += action.map { Float($0) }
    rewards.append(Float(step.reward))
    score += step.reward
    observation = eye.look(at: environment)
    observations += observation
    return step
  }

  /// Lets an agent act until the episode ends.
  ///
  /// - Parameters:
  ///   - agent: The agent, whose noise is left as it is.
  ///   - generator: The source of what the agent draws.
  ///   - shouldStop: Whether to stop early, asked at every decision.
  ///   - watch: Called after every step with the episode so far and the plan that led to the step.
  /// - Returns: Why the episode ended, or `nil` if it was stopped early.
  /// - Throws: `ActionError`, if the agent's actions are no numbers.
  mutating func play(
    with agent: inout PlaNetAgent, using generator: inout SeededGenerator,
    shouldStop: () -> Bool = { false }, watching watch: (OpenEpisode, Plan?) -> Void
  ) throws(ActionError) -> Step.End? {
    while !shouldStop() {
      let action = agent.act(seeing: observation, using: &generator)
      let step = try take(action, seenBy: &agent.eye)
      watch(self, agent.plan)
      if let end = step.end { return end }
    }
    return nil
  }

  /// Returns the record of the episode.
  func recorded(_ end: RecordedEpisode.End) -> RecordedEpisode {
    RecordedEpisode(
      observations: observations, actions: actions, rewards: rewards, end: end, start: start)
  }
}

extension RecordedEpisode.End {
  /// Creates the reason why an episode ended, or `nil` if its simulation diverged and it is not
  /// kept.
  init?(_ end: Step.End) {
    switch end {
    case .terminal: self = .terminal
    case .timeLimit: self = .timeLimit
    case .diverged: return nil
    }
  }
}
