import Base
import BayesianLayers
import Distributions
import Layers
import Tensors

/// A recurrent state-space model: latent dynamics with a deterministic and a random part.
///
/// The deterministic part h is a memory; the random part s is predicted from h alone (the prior) or
/// from h and the embedded observation o (the posterior).
///
///     prior               posterior
///
///     s,a ──▶ h ──▶ s′     s,a ──▶ h ──▶ s′
///             ▲                    ▲     ▲
///             h                    h     o
///
/// The configured estimator makes the feed-forward layers of the transition (before the cell and of
/// the prior): with reparameterized weights, each pass imagines under one draw of the dynamics.
/// Without a deterministic part, the cell is left out and h is empty; without a random part, s is a
/// point.
///
/// Reference: Hafner et al., "Learning Latent Dynamics for Planning from Pixels", ICML 2019,
/// section 3 and eq. 4, [arXiv:1811.04551](https://arxiv.org/abs/1811.04551); with distributions
/// over weights: Tran et al., "Bayesian Layers", NeurIPS 2019, section 3.2.
public struct RSSM: Module {
  private let transition: any DenseLayer
  private let cell: (any GRULayer)?
  private let priorHidden: any DenseLayer
  private let prior: LatentHead
  private let posteriorState: any DenseLayer
  private let posteriorEmbedding: any DenseLayer
  private let posterior: LatentHead
  private let activation: Activation
  private let recurrentSize: Int
  private let sampleSize: Int

  /// Creates a model of states.
  ///
  /// - Parameters:
  ///   - configuration: The sizes and variants.
  ///   - actionSize: The number of components of an action.
  ///   - embeddingSize: The number of components of an embedded observation.
  ///   - generator: The source of the initial weights.
  public init(
    _ configuration: WorldModelConfiguration, actionSize: Int, embeddingSize: Int,
    using generator: inout SeededGenerator
  ) {
    func dense(
      _ estimator: Estimator, _ inputSize: Int, activation: Activation,
      using generator: inout SeededGenerator
    ) -> any DenseLayer {
      estimator.dense(
        inputSize, configuration.hiddenSize, activation: activation,
        kernelInitializer: configuration.weightPosterior,
        kernelRegularizer: configuration.weightRegularizer, using: &generator)
    }
    activation = configuration.activation
    (recurrentSize, sampleSize) = (configuration.recurrentSize, configuration.sampleSize)
    transition = dense(
      configuration.transition, sampleSize + actionSize, activation: activation,
      using: &generator)
    cell =
      recurrentSize == 0
      ? nil
      : configuration.cell.gruCell(
        configuration.hiddenSize, recurrentSize,
        kernelInitializer: configuration.weightPosterior,
        recurrentInitializer: configuration.recurrentWeightPosterior,
        kernelRegularizer: configuration.weightRegularizer,
        recurrentRegularizer: configuration.weightRegularizer, using: &generator)
    priorHidden = dense(
      configuration.transition, configuration.contextSize, activation: activation, using: &generator
    )
    prior = LatentHead(configuration, estimator: configuration.transition, using: &generator)
    posteriorState = dense(
      configuration.posterior, configuration.contextSize, activation: .identity, using: &generator)
    posteriorEmbedding = dense(
      configuration.posterior, embeddingSize, activation: .identity, using: &generator)
    posterior = LatentHead(configuration, estimator: configuration.posterior, using: &generator)
  }

  /// Returns the belief at the start of an episode: zeros.
  public func initialBelief(batchSize: Int) -> Belief {
    Belief(
      deterministic: Tensor(repeating: 0, shape: [batchSize, recurrentSize]),
      stochastic: Tensor(repeating: 0, shape: [batchSize, sampleSize]))
  }

  /// Predicts the state after an action, without looking.
  ///
  /// - Parameters:
  ///   - action: The action taken in `belief`, of shape `[batch, actionSize]`.
  ///   - belief: The state in which the action was taken.
  ///   - pass: The forward pass that this step is part of.
  /// - Returns: The prior over the next state, and a belief drawn from it.
  public func imagine(
    _ action: Tensor, from belief: Belief, in pass: inout ForwardPass
  ) -> (belief: Belief, prior: LatentDistribution) {
    let (deterministic, context) = advance(action, from: belief, in: &pass)
    let prior = prior(priorHidden(context, in: &pass), in: &pass)
    let sample = prior.sample(using: &pass.generator)
    return (Belief(deterministic: deterministic, stochastic: sample), prior)
  }

  /// Returns the part of the posterior that depends on the observation alone.
  ///
  /// It does not depend on states, so a whole batch of sequences is computed in one product. Each
  /// embedding is a separate example.
  ///
  /// - Parameters:
  ///   - embedding: Embedded observations, of shape `[..., embeddingSize]`.
  ///   - pass: The forward pass that this step is part of.
  /// - Returns: Evidence for ``observe(_:after:from:in:)``, of shape `[..., hiddenSize]`.
  public func evidence(of embedding: Tensor, in pass: inout ForwardPass) -> Tensor {
    let leading = Array(embedding.shape.dropLast())
    let rows = embedding.reshaped([leading.reduce(1, *), embedding.shape[leading.count]])
    let evidence = posteriorEmbedding(rows, in: &pass)
    return evidence.reshaped(leading + [evidence.shape[1]])
  }

  /// Predicts the state after an action, then corrects it with the observation.
  ///
  /// - Parameters:
  ///   - evidence: The observation after the action, from ``evidence(of:in:)``, of shape
  ///     `[batch, hiddenSize]`.
  ///   - action: The action taken in `belief`, of shape `[batch, actionSize]`.
  ///   - belief: The state in which the action was taken.
  ///   - pass: The forward pass that this step is part of.
  /// - Returns: A belief drawn from the posterior, and the distributions before and after looking.
  ///   Training pulls the two together.
  public func observe(
    _ evidence: Tensor, after action: Tensor, from belief: Belief, in pass: inout ForwardPass
  ) -> (belief: Belief, prior: LatentDistribution, posterior: LatentDistribution) {
    let (deterministic, context) = advance(action, from: belief, in: &pass)
    let prior = prior(priorHidden(context, in: &pass), in: &pass)
    let hidden = activation(posteriorState(context, in: &pass) + evidence)
    let posterior = posterior(hidden, in: &pass)
    let sample = posterior.sample(using: &pass.generator)
    return (Belief(deterministic: deterministic, stochastic: sample), prior, posterior)
  }

  /// Updates the belief with the observation, without computing the prior.
  ///
  /// - Returns: A belief drawn from the posterior.
  public func filter(
    _ evidence: Tensor, after action: Tensor, from belief: Belief, in pass: inout ForwardPass
  ) -> Belief {
    let (deterministic, context) = advance(action, from: belief, in: &pass)
    let hidden = activation(posteriorState(context, in: &pass) + evidence)
    let sample = posterior(hidden, in: &pass).sample(using: &pass.generator)
    return Belief(deterministic: deterministic, stochastic: sample)
  }

  /// Returns the next deterministic state, and the units that determine the next stochastic state.
  private func advance(
    _ action: Tensor, from belief: Belief, in pass: inout ForwardPass
  ) -> (deterministic: Tensor, context: Tensor) {
    let hidden = transition(concatenated(belief.stochastic, action), in: &pass)
    guard let cell else { return (belief.deterministic, hidden) }
    let deterministic = cell(hidden, state: belief.deterministic, in: &pass)
    return (deterministic, deterministic)
  }
}
