import Base
import Control
import Layers
import Planning
import Tensors

/// An agent that believes, imagines and plans: PlaNet with a world model of any estimator.
///
/// At each decision, the belief about the world is updated with the observation; then sequences of
/// actions are imagined from it and scored by the rewards that the model predicts; the first action
/// of the best plan is taken. The belief is updated under the weights' means.
///
/// Reference: Hafner et al., "Learning Latent Dynamics for Planning from Pixels", ICML 2019,
/// algorithm 1, [arXiv:1811.04551](https://arxiv.org/abs/1811.04551).
public struct PlaNetAgent: Agent {
  /// The model of the world.
  public let model: WorldModel
  /// The agent's view.
  public internal(set) var eye: Eye
  /// The standard deviation of the noise that is added to actions.
  public var explorationNoise: Scalar = 0
  /// The memory from one decision to the next.
  public package(set) var memory: Memory
  /// The plan whose first action was taken last.
  public private(set) var plan: Plan?
  private var planner: any Planner
  private let configuration: PlannerConfiguration
  private let behavior: Behavior?
  private let proposalCount: Int
  private let actionSize: Int

  /// An agent's memory from one decision to the next.
  public struct Memory {
    /// The model's belief about the state of the world.
    public var belief: Belief
    /// The last action, zeros at the start of an episode.
    public var action: [Scalar]
    /// The planner's memory.
    public var planner: [String: Tensor]

    fileprivate init(atStartOf model: WorldModel, actionSize: Int) {
      belief = model.dynamics.initialBelief(batchSize: 1)
      (action, planner) = ([Scalar](repeating: 0, count: actionSize), [:])
    }
  }

  /// Creates an agent at the start of an episode.
  ///
  /// - Parameters:
  ///   - model: The model of the world.
  ///   - behavior: A policy and a value that guide the planner, if there are any.
  ///   - configuration: The settings of the search for actions and of observations.
  ///   - environment: An environment like those to act in.
  public init(
    _ model: WorldModel, guidedBy behavior: Behavior? = nil,
    _ configuration: PlaNetConfiguration, for environment: any Environment
  ) {
    (self.model, self.behavior) = (model, behavior)
    self.configuration = configuration.planner
    proposalCount = configuration.behavior.proposals
    eye = Eye(configuration, for: environment)
    actionSize = environment.actionSize
    planner = configuration.planner.planner(actionSize: actionSize)
    memory = Memory(atStartOf: model, actionSize: actionSize)
  }

  public mutating func begin() {
    planner.reset()
    memory = Memory(atStartOf: model, actionSize: actionSize)
    plan = nil
  }

  public mutating func act(
    in environment: any Environment, using generator: inout SeededGenerator
  ) -> [Double] {
    act(seeing: eye.look(at: environment), using: &generator)
  }

  /// Returns the action for an observation.
  ///
  /// - Parameters:
  ///   - observation: The bytes of the observation, from ``Eye/look(at:)``.
  ///   - generator: The source of latent states, candidates and noise.
  /// - Returns: The components of the action, each in [-1, 1].
  public mutating func act(
    seeing observation: [UInt8], using generator: inout SeededGenerator
  ) -> [Double] {
    believe(observation, using: &generator)
    let plan = search(from: memory.belief, using: &generator)
    self.plan = plan
    return remember(plan.action, using: &generator)
  }

  /// Searches for the best plan from a belief, starting from the result of the last search.
  ///
  /// - Parameters:
  ///   - belief: The belief about the state of the world.
  ///   - generator: The source of latent states and candidates.
  /// - Returns: The plan, of which no action has been taken yet.
  public mutating func search(
    from belief: Belief, using generator: inout SeededGenerator
  ) -> Plan {
    var imagination = Imagination(
      model, from: belief, weights: configuration.weights,
      weightDrawCount: configuration.weights == .mean ? 1 : configuration.weightDraws,
      aggregation: configuration.aggregation, spreadWeight: configuration.spreadWeight,
      guidedBy: behavior, using: &generator)
    planner.memory = memory.planner
    planner.proposals = imagination.proposals(proposalCount, horizon: configuration.horizon)
    let plan = planner.plan(using: &generator) { imagination.score($0) }
    memory.planner = planner.memory
    return plan
  }

  /// Updates the belief with the last action and the observation.
  public mutating func believe(
    _ observation: [UInt8], using generator: inout SeededGenerator
  ) {
    let seen = eye.tensor(of: observation[...], using: &generator)
    var pass = ForwardPass.inference(weights: .mean, using: generator.split())
    let evidence = model.dynamics.evidence(of: model.embed(seen, in: &pass), in: &pass)
    memory.belief = model.dynamics.filter(
      evidence, after: Tensor(memory.action, shape: [1, actionSize]), from: memory.belief,
      in: &pass)
  }

  private mutating func remember(
    _ action: [Scalar], using generator: inout SeededGenerator
  ) -> [Double] {
    var action = action
    if explorationNoise > 0 {
      for index in action.indices {
        action[index] += explorationNoise * Scalar(generator.nextNormal())
      }
    }
    // The action is rounded to single precision, so that the recorded action is the one that was
    // taken.
    action = action.map { Scalar(Float(min(max($0, -1), 1))) }
    memory.action = action
    return action.map { Double($0) }
  }
}
