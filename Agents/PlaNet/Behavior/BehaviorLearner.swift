import Base
import Layers
import Optimizers
import Tensors

/// Trains a policy and a value in the imagination of a world model.
///
/// From states that were observed, the policy acts in imagination under one draw of the weights.
/// The policy follows the gradient of its λ-returns through the dynamics,
///
///     R(t) = r(t + 1) + γ ((1 − λ) v(t + 1) + λ R(t + 1)),    R(H) = v(H),
///
/// and the value is regressed to them.
///
/// Reference: Hafner et al., "Dream to Control: Learning Behaviors by Latent Imagination", ICLR
/// 2020, eq. 4 to 8.
package final class BehaviorLearner {
  package let behavior: Behavior
  package let policyOptimizer: Optimizer
  package let valueOptimizer: Optimizer
  private let configuration: BehaviorConfiguration

  package init(_ behavior: Behavior, _ configuration: BehaviorConfiguration) {
    (self.behavior, self.configuration) = (behavior, configuration)
    policyOptimizer = configuration.optimizer.optimizer(behavior.policyParameters)
    valueOptimizer = configuration.optimizer.optimizer(behavior.valueParameters)
  }

  /// The results of an update.
  package struct Report {
    /// The mean λ-return.
    package var meanReturn: Double
    /// The mean entropy of the policy, in nats.
    package var entropy: Double
    /// The mean squared error of the value, in its unit.
    package var valueError: Double
    /// Whether all losses and gradients were finite and both parts were changed; otherwise, neither
    /// was.
    package var isApplied: Bool
  }

  /// A minimized loss and its gradients.
  private struct Descent {
    var loss: Scalar
    var gradients: [Tensor]

    /// Whether the loss and the norm of the gradients are finite.
    var isFinite: Bool {
      loss.isFinite && gradients.reduce(0.0) { $0 + $1.sumOfSquares }.isFinite
    }
  }

  /// Returns some of the beliefs of a batch, from which to imagine.
  ///
  /// - Parameters:
  ///   - beliefs: The beliefs by step.
  ///   - generator: The source of the choice.
  /// - Returns: Beliefs of evenly spaced steps, without gradients.
  package func starts(among beliefs: [Belief], using generator: inout SeededGenerator) -> Belief {
    let rows = beliefs.reduce(0) { $0 + $1.stochastic.shape[0] }
    let stride = max(1, min(beliefs.count, rows / configuration.starts))
    let first = generator.nextInteger(below: stride)
    let chosen = Swift.stride(from: first, to: beliefs.count, by: stride).map { beliefs[$0] }
    return Belief(
      deterministic: concatenated(chosen.map(\.deterministic.detached), axis: 0),
      stochastic: concatenated(chosen.map(\.stochastic.detached), axis: 0))
  }

  /// Updates the policy and the value, or neither if a loss or a gradient of one is not finite.
  package func update(
    from start: Belief, in model: WorldModel, using generator: inout SeededGenerator
  ) -> Report {
    let (dream, policy) = imagine(from: start, in: model, using: &generator)
    let value = regress(to: dream, using: &generator)
    let isFinite = policy.isFinite && value.isFinite
    if isFinite {
      policyOptimizer.step(policy.gradients)
      valueOptimizer.step(value.gradients)
    }
    return Report(
      meanReturn: Double(dream.returns.mean().scalar), entropy: Double(dream.entropy.scalar),
      valueError: 2 * Double(value.loss), isApplied: isFinite)
  }

  /// Returns the loss and gradients of the value for an imagined sequence.
  private func regress(to dream: Dream, using generator: inout SeededGenerator) -> Descent {
    let parameters = valueOptimizer.parameters.map(\.parameter)
    var pass = ForwardPass.training(only: parameters, using: generator.split())
    let difference = behavior.value(of: dream.features, in: &pass) - dream.returns
    let unit = 1 - configuration.discount
    let loss = 0.5 * square(unit * difference).mean()
    let gradients = pass.gradients(of: loss, for: parameters)
    return Descent(loss: loss.scalar, gradients: gradients)
  }

  /// Returns an imagined sequence, without gradients, and the loss and gradients of the policy for
  /// it.
  private func imagine(
    from start: Belief, in model: WorldModel, using generator: inout SeededGenerator
  ) -> (dream: Dream, policy: Descent) {
    let parameters = policyOptimizer.parameters.map(\.parameter)
    var pass = ForwardPass.training(only: parameters, using: generator.split())
    let dream = behavior.dream(from: start, in: model, configuration, in: &pass)
    let gain =
      (1 - configuration.discount) * dream.returns.mean()
      + configuration.entropyScale * dream.entropy
    let loss = -gain
    let gradients = pass.gradients(of: loss, for: parameters)
    let seen = Dream(
      features: dream.features.detached, returns: dream.returns.detached,
      entropy: dream.entropy.detached)
    return (seen, Descent(loss: loss.scalar, gradients: gradients))
  }
}
