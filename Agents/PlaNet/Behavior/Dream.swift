import Base
import Layers
import Tensors

/// States that a policy leads to in imagination, and what they are worth.
package struct Dream {
  /// The states that actions were chosen in, of shape `[horizon, starts, featureSize]`.
  package var features: Tensor
  /// Their λ-returns, of shape `[horizon, starts]`.
  package var returns: Tensor
  /// The mean entropy of the policy, in nats.
  package var entropy: Tensor
}

extension Behavior {
  /// Imagines what the policy leads to.
  ///
  /// The policy sees states without gradients, so what it does to later choices is left out; what
  /// actions do to later states is not.
  package func dream(
    from start: Belief, in model: WorldModel, _ configuration: BehaviorConfiguration,
    in pass: inout ForwardPass
  ) -> Dream {
    var belief = start
    var features = [belief.features]
    var entropies: [Tensor] = []
    for time in 0..<configuration.horizon {
      let choice = act(features[time].detached, in: &pass)
      belief = model.dynamics.imagine(choice.action, from: belief, in: &pass).belief
      features.append(belief.features)
      entropies.append(choice.entropy)
    }
    let ahead = stacked(Array(features[1...]))
    return Dream(
      features: stacked(features.dropLast().map(\.detached)),
      returns: lambdaReturns(
        rewards: model.predictReward(ahead, in: &pass), values: value(of: ahead, in: &pass),
        discount: configuration.discount, traceDecay: configuration.traceDecay),
      entropy: stacked(entropies).mean())
  }
}

/// Returns the λ-returns of states, given the rewards and values of those that follow them.
///
/// - Parameters:
///   - rewards: The reward that comes with each following state, of shape `[horizon, starts]`.
///   - values: What each following state is worth, of shape `[horizon, starts]`.
///   - discount: What a reward is worth one decision later, γ.
///   - traceDecay: How much longer returns count, λ.
/// - Returns: Of shape `[horizon, starts]`.
package func lambdaReturns(
  rewards: Tensor, values: Tensor, discount: Scalar, traceDecay: Scalar
) -> Tensor {
  let last = rewards.shape[0] - 1
  var result = values[last]
  var all: [Tensor] = []
  for time in (0...last).reversed() {
    let next = (1 - traceDecay) * values[time] + traceDecay * result
    result = rewards[time] + discount * next
    all.append(result)
  }
  return stacked(Array(all.reversed()))
}
