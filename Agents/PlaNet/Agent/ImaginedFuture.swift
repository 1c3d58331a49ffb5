import Base
import Layers
import Tensors

/// What a world model imagines to come of a sequence of actions, and how far its draws agree.
///
/// Each draw of the weights is one pass, and imagines several futures that differ in their latent
/// states. By the law of total variance the spread of all futures has two parts: what weights
/// disagree about, which more experience would settle, and what chance decides under any one of
/// them.
public struct ImaginedFuture {
  /// The means of what is seen after each action, of shape `[horizon] + observationShape`.
  public let observations: Moments
  /// The mean reward of each action, of shape `[horizon]`.
  public let rewards: Moments
  /// The sum of the mean rewards up to each action, of shape `[horizon]`.
  public let returns: Moments

  /// The mean of a quantity over draws, and its spread in two parts, all of one shape.
  public struct Moments {
    /// The mean over all draws.
    public let mean: Tensor
    /// The standard deviation between draws of the weights, beyond what latent states explain.
    public let weightStddev: Tensor
    /// The standard deviation between latent states under the same weights.
    public let latentStddev: Tensor

    /// Splits the spread of draws.
    ///
    /// With K draws of the weights and L of the latent states, both variances are without bias but
    /// for the cut at zero:
    ///
    ///     latent²  = meanₖ varₗ xₖₗ
    ///     weights² = max(0, varₖ meanₗ xₖₗ − latent² / L)
    ///
    /// - Parameter draws: One tensor a draw of the weights, of shape `[horizon, latentDraws, ...]`.
    package init(_ draws: [Tensor]) {
      let (weightDraws, latentDraws) = (Scalar(draws.count), Scalar(draws[0].shape[1]))
      let means = stacked(draws.map { $0.mean(axis: 1) })
      let within = stacked(draws.map { $0.variance(axes: [1]) }).mean(axis: 0)
      let latent = within * (latentDraws / (latentDraws - 1))
      let between = means.variance(axes: [0]) * (weightDraws / (weightDraws - 1))
      mean = means.mean(axis: 0)
      latentStddev = sqrt(latent)
      weightStddev = sqrt(relu(between - latent / latentDraws))
    }

    /// The standard deviation over all draws.
    public var stddev: Tensor { sqrt(square(weightStddev) + square(latentStddev)) }
  }

  /// Imagines what follows from actions.
  ///
  /// - Parameters:
  ///   - model: The world model.
  ///   - belief: The belief about one world.
  ///   - actions: Of shape `[horizon, actionSize]`.
  ///   - weightDraws: The number of draws of the weights.
  ///   - latentDraws: The number of draws of the latent states for each of the weights.
  ///   - generator: The source of both.
  /// - Precondition: There are at least two draws of either kind, and one action.
  public init(
    _ model: WorldModel, from belief: Belief, actions: Tensor, weightDraws: Int,
    latentDraws: Int, using generator: inout SeededGenerator
  ) {
    require(
      weightDraws > 1 && latentDraws > 1,
      "a spread needs two draws of weights and of states, not \(weightDraws) and \(latentDraws)")
    let start = belief.repeated(latentDraws)
    let repeated = actions.expanded(atAxis: 1)
      .broadcast(to: [actions.shape[0], latentDraws, actions.shape[1]])
    var (seen, rewarded): ([Tensor], [Tensor]) = ([], [])
    for _ in 0..<weightDraws {
      var pass = ForwardPass.inference(weights: .sampled, using: generator.split())
      let rollout = model.dynamics.imagine(actions: repeated, from: start, in: &pass)
      seen.append(model.decode(rollout.features, in: &pass))
      rewarded.append(model.predictReward(rollout.features, in: &pass))
    }
    observations = Moments(seen)
    rewards = Moments(rewarded)
    returns = Moments(rewarded.map { $0.cumulativeSum(axis: 0) })
  }
}
