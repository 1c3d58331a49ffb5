import Base
import Layers
import Optimizers
import Tensors

/// Teaches a policy and a value in the imagination of a world model.
///
/// From states that were seen, the policy acts in imagination under one draw of the weights. The
/// policy follows the gradient of its λ-returns through the dynamics,
///
///     R(t) = r(t + 1) + γ ((1 − λ) v(t + 1) + λ R(t + 1)),    R(H) = v(H),
///
/// and the value is regressed to them.
///
/// Reference: Hafner et al., "Dream to Control: Learning Behaviors by Latent Imagination", ICLR
/// 2020, eq. 4 to 8.
final class BehaviorLearner {
  let behavior: Behavior
  let policyOptimizer: Optimizer
  let valueOptimizer: Optimizer
  private let configuration: BehaviorConfiguration

  init(_ behavior: Behavior, _ configuration: BehaviorConfiguration) {
    (self.behavior, self.configuration) = (behavior, configuration)
    func optimizer(_ parameters: [(path: String, parameter: Parameter)]) -> Optimizer {
      Optimizer(
        parameters, rule: Adam(epsilon: 1e-5),
        learningRate: .constant(configuration.learningRate),
        clipping: .globalNorm(configuration.largestNorm))
    }
    policyOptimizer = optimizer(behavior.policyParameters)
    valueOptimizer = optimizer(behavior.valueParameters)
  }

  /// What an update found.
  struct Report {
    /// The mean λ-return.
    var meanReturn: Double
    /// The mean entropy of the policy, in nats.
    var entropy: Double
    /// The mean squared error of the value, in its unit.
    var valueError: Double
    /// Whether both gradients were finite, and applied.
    var isApplied: Bool
  }

  /// Returns some of the beliefs of a batch, to imagine from.
  ///
  /// - Parameters:
  ///   - beliefs: The beliefs by step.
  ///   - generator: The source of the choice.
  func starts(among beliefs: [Belief], using generator: inout SeededGenerator) -> Belief {
    let rows = beliefs.reduce(0) { $0 + $1.stochastic.shape[0] }
    let stride = max(1, min(beliefs.count, rows / configuration.starts))
    let first = generator.nextInteger(below: stride)
    let chosen = Swift.stride(from: first, to: beliefs.count, by: stride).map { beliefs[$0] }
    return Belief(
      deterministic: concatenated(chosen.map(\.deterministic.detached), axis: 0),
      stochastic: concatenated(chosen.map(\.stochastic.detached), axis: 0))
  }

  /// Does one update of the policy and one of the value.
  func update(
    from start: Belief, in model: WorldModel, using generator: inout SeededGenerator
  ) -> Report {
    let (policyGradients, dream, entropy) = imagine(from: start, in: model, using: &generator)
    let policyReport = policyOptimizer.step(policyGradients)
    let parameters = behavior.valueParameters.map(\.parameter)
    var (gradients, error): ([Tensor], Double) = ([], 0)
    do {
      var pass = ForwardPass.training(only: parameters, using: generator.split())
      let difference = behavior.value(of: dream.features, in: &pass) - dream.returns
      let unit = 1 - configuration.discount
      let loss = 0.5 * square(unit * difference).mean()
      error = 2 * Double(loss.scalar)
      gradients = pass.gradients(of: loss, for: parameters)
    }
    let valueReport = valueOptimizer.step(gradients)
    return Report(
      meanReturn: Double(dream.returns.mean().scalar), entropy: entropy, valueError: error,
      isApplied: policyReport.isApplied && valueReport.isApplied)
  }

  /// States that were imagined, and their λ-returns.
  private struct Dream {
    /// Of shape `[horizon, starts, featureSize]`.
    var features: Tensor
    /// Of shape `[horizon, starts]`.
    var returns: Tensor
  }

  /// Imagines, and returns the gradients of the policy beside what was imagined.
  private func imagine(
    from start: Belief, in model: WorldModel, using generator: inout SeededGenerator
  ) -> (gradients: [Tensor], dream: Dream, entropy: Double) {
    let parameters = behavior.policyParameters.map(\.parameter)
    var pass = ForwardPass.training(only: parameters, using: generator.split())
    var belief = start
    var features = [belief.features]
    var entropies: [Tensor] = []
    for time in 0..<configuration.horizon {
      // The policy sees states as they are; what it does to them flows through the dynamics.
      let choice = behavior.act(features[time].detached, in: &pass)
      belief = model.dynamics.imagine(choice.action, from: belief, in: &pass).belief
      features.append(belief.features)
      entropies.append(choice.entropy)
    }
    let ahead = stacked(Array(features[1...]))
    let rewards = model.predictReward(ahead, in: &pass)
    let values = behavior.value(of: ahead, in: &pass)
    let returns = returns(rewards, values)
    let entropy = stacked(entropies).mean()
    let gain = (1 - configuration.discount) * returns.mean() + configuration.entropyScale * entropy
    let gradients = pass.gradients(of: -gain, for: parameters)
    let seen = stacked(features.dropLast().map(\.detached))
    return (
      gradients, Dream(features: seen, returns: returns.detached), Double(entropy.scalar)
    )
  }

  /// Returns the λ-returns of every step, of shape `[horizon, starts]`.
  private func returns(_ rewards: Tensor, _ values: Tensor) -> Tensor {
    let (discount, decay) = (configuration.discount, configuration.traceDecay)
    let last = configuration.horizon - 1
    var result = values[last]
    var all: [Tensor] = []
    for time in (0...last).reversed() {
      result = rewards[time] + discount * ((1 - decay) * values[time] + decay * result)
      all.append(result)
    }
    return stacked(Array(all.reversed()))
  }
}
