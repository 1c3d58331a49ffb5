import Base
import Distributions
import Layers
import RealModule
import Tensors

/// A policy and a value over the states of a world model.
///
/// Reference: Hafner et al., "Dream to Control: Learning Behaviors by Latent Imagination", ICLR
/// 2020, section 3, [arXiv:1912.01603](https://arxiv.org/abs/1912.01603).
public struct Behavior: Module {
  private let policy: VectorHead
  private let value: VectorHead
  private let actionSize: Int
  /// What a reward is worth one decision later, γ.
  public let discount: Scalar
  /// The unit of values: the value of a reward of one at each decision, 1 / (1 − γ).
  private var valueUnit: Scalar { 1 / (1 - discount) }
  /// The parameters of the policy.
  public var policyParameters: [(path: String, parameter: Parameter)] { policy.parameters }
  /// The parameters of the value.
  public var valueParameters: [(path: String, parameter: Parameter)] { value.parameters }

  /// Creates a policy and a value.
  public init(
    _ model: WorldModelConfiguration, _ configuration: BehaviorConfiguration, actionSize: Int,
    using generator: inout SeededGenerator
  ) {
    self.actionSize = actionSize
    discount = configuration.discount
    policy = VectorHead(
      model, hiddenSizes: configuration.hiddenSizes, outputSize: 2 * actionSize,
      using: &generator)
    value = VectorHead(
      model, hiddenSizes: configuration.hiddenSizes, outputSize: 1, using: &generator)
  }

  /// Returns actions drawn from the policy, and an estimate of each entropy from that draw.
  ///
  /// An action is tanh(u) with u from a normal distribution, so its entropy is that of u and the
  /// mean of Σ log(1 − tanh² u).
  ///
  /// Reference: Haarnoja et al., "Soft Actor-Critic", ICML 2018, appendix C.
  ///
  /// - Parameters:
  ///   - features: States, of shape `[batch, featureSize]`.
  ///   - pass: The forward pass that this is part of.
  /// - Returns: Actions of shape `[batch, actionSize]`, each component in (-1, 1), and entropies
  ///   of shape `[batch]`, in nats.
  public func act(
    _ features: Tensor, in pass: inout ForwardPass
  ) -> (action: Tensor, entropy: Tensor) {
    let distribution = distribution(features, in: &pass)
    let draw = distribution.sample(using: &pass.generator)
    // log(1 − tanh² u) = 2 (log 2 − u − softplus(−2 u)), which is accurate for large u, too.
    let shrinkage = 2 * (Tensor(Scalar.log(2)) - draw - softplus(-2 * draw))
    return (tanh(draw), (distribution.entropy + shrinkage).sum(axis: -1))
  }

  /// Returns the values of states: the discounted sum of the rewards after them, of shape `[...]`.
  public func value(of features: Tensor, in pass: inout ForwardPass) -> Tensor {
    let values = value(features, in: &pass)
    return valueUnit * values.reshaped(Array(values.shape.dropLast()))
  }

  private func distribution(_ features: Tensor, in pass: inout ForwardPass) -> Normal {
    let output = policy(features, in: &pass)
    let mean = output.columns(0..<actionSize)
    // The standard deviation starts near 1 and stays above 0.1; means stay where tanh has a slope.
    let stddev = softplus(output.columns(actionSize..<2 * actionSize) + Tensor(0.54)) + 0.1
    return Normal(mean: 3 * tanh(mean / 3), stddev: stddev)
  }
}
