import Base
import Layers
import Tensors

/// The states to which a policy leads in imagination, and their values.
package struct Dream {
  /// The states in which actions were chosen, of shape `[horizon, starts, featureSize]`.
  package var features: Tensor
  /// Their λ-returns, of shape `[horizon, starts]`.
  package var returns: Tensor
  /// The mean entropy of the policy, in nats.
  package var entropy: Tensor
}

extension Behavior {
  /// Imagines the consequences of the policy.
  ///
  /// The policy sees states without gradients, so its effect on later choices is left out; the
  /// effect of actions on later states is not.
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
///   - values: The value of each following state, of shape `[horizon, starts]`.
///   - discount: The value of a reward one decision later, γ.
///   - traceDecay: The λ of λ-returns: at 0 they rest on the next value alone, at 1 on the whole
///     imagined sequence.
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
