import Base
import Layers
import Tensors

extension RSSM {
  /// Follows sequences of actions and observations.
  ///
  /// - Parameters:
  ///   - embeddings: Embedded observations, of shape `[length, batch, embeddingSize]`.
  ///   - actions: The action before each observation, of shape `[length, batch, actionSize]`.
  ///   - start: The belief before the first action; at the start of an episode by default.
  ///   - pass: The forward pass, with one draw of the weights for all steps.
  /// - Returns: The states of every step.
  public func observe(
    embeddings: Tensor, actions: Tensor, from start: Belief? = nil, in pass: inout ForwardPass
  ) -> Rollout {
    let (length, batch) = (actions.shape[0], actions.shape[1])
    require(
      length > 0 && embeddings.shape.prefix(2) == actions.shape.prefix(2),
      "actions of shape \(actions.shape) do not go with embeddings of shape \(embeddings.shape)")
    let evidence = evidence(of: embeddings, in: &pass)
    var belief = start ?? initialBelief(batchSize: batch)
    var beliefs: [Belief] = []
    var (priors, posteriors): ([LatentDistribution], [LatentDistribution]) = ([], [])
    for time in 0..<length {
      let step = observe(evidence[time], after: actions[time], from: belief, in: &pass)
      belief = step.belief
      beliefs.append(belief)
      priors.append(step.prior)
      posteriors.append(step.posterior)
    }
    return Rollout(
      features: features(of: beliefs), priors: .stacked(priors), posteriors: .stacked(posteriors),
      beliefs: beliefs)
  }

  /// Imagines the consequences of sequences of actions, without looking.
  ///
  /// - Parameters:
  ///   - actions: Of shape `[length, batch, actionSize]`.
  ///   - start: The belief before the first action.
  ///   - pass: The forward pass, with one draw of the weights for all steps.
  /// - Returns: The states of every step; the posteriors are the priors.
  public func imagine(
    actions: Tensor, from start: Belief, in pass: inout ForwardPass
  ) -> Rollout {
    require(actions.shape[0] > 0, "imagination needs at least one action")
    var belief = start
    var beliefs: [Belief] = []
    var priors: [LatentDistribution] = []
    for time in 0..<actions.shape[0] {
      let step = imagine(actions[time], from: belief, in: &pass)
      belief = step.belief
      beliefs.append(belief)
      priors.append(step.prior)
    }
    let stack = LatentDistribution.stacked(priors)
    return Rollout(
      features: features(of: beliefs), priors: stack, posteriors: stack, beliefs: beliefs)
  }

  private func features(of beliefs: [Belief]) -> Tensor {
    concatenated(
      [stacked(beliefs.map(\.deterministic)), stacked(beliefs.map(\.stochastic))], axis: -1)
  }
}
