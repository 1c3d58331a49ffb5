import Base
import Layers
import Tensors

/// A world model's imagination of the consequences of actions, with the spread of its draws.
///
/// Each draw of the weights is one pass, and imagines several futures that differ in their states,
/// so that ``DrawMoments`` can distinguish the disagreement of weights from the randomness of
/// states.
public struct ImaginedFuture {
  /// The mean observations after each action, of shape `[horizon] + observationShape`.
  public let observations: DrawMoments
  /// The mean reward of each action, of shape `[horizon]`.
  public let rewards: DrawMoments
  /// The sum of the mean rewards up to each action, of shape `[horizon]`.
  public let returns: DrawMoments

  /// Imagines the consequences of actions.
  ///
  /// - Parameters:
  ///   - model: The world model.
  ///   - belief: The belief about one world.
  ///   - actions: Of shape `[horizon, actionSize]`.
  ///   - weightDrawCount: The number of draws of the weights.
  ///   - stateDrawCount: The number of draws of the states under each draw of the weights.
  ///   - generator: The source of both.
  /// - Precondition: There are at least two draws of either kind, and one action.
  public init(
    _ model: WorldModel, from belief: Belief, actions: Tensor, weightDrawCount: Int,
    stateDrawCount: Int, using generator: inout SeededGenerator
  ) {
    require(
      weightDrawCount > 1 && stateDrawCount > 1,
      "a spread needs two draws of weights and of states, not \(weightDrawCount) and "
        + "\(stateDrawCount)")
    let start = belief.repeated(stateDrawCount)
    let repeated = actions.expanded(atAxis: 1)
      .broadcast(to: [actions.shape[0], stateDrawCount, actions.shape[1]])
    let passes = (0..<weightDrawCount).map { _ in
      ForwardPass.inference(weights: .sampled, using: generator.split())
    }
    // A step of so few states keeps at most one thread busy, so each thread has separate draws.
    let draws = parallelMap(passes) { pass in
      var pass = pass
      let rollout = model.dynamics.imagine(actions: repeated, from: start, in: &pass)
      return (
        seen: model.decode(rollout.features, in: &pass),
        rewards: model.predictReward(rollout.features, in: &pass)
      )
    }
    observations = DrawMoments(draws.map(\.seen), stateAxis: 1)
    rewards = DrawMoments(draws.map(\.rewards), stateAxis: 1)
    returns = DrawMoments(draws.map { $0.rewards.cumulativeSum(axis: 0) }, stateAxis: 1)
  }
}
