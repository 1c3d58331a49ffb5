import Tensors

/// A policy and a value that are learned in imagination and guide the planner.
///
/// The policy proposes sequences of actions beside those that the planner draws, and the value says
/// what lies beyond the planner's horizon.
public struct BehaviorConfiguration: Codable, Hashable, Sendable {
  /// Whether there are a policy and a value.
  public var isLearned = false
  /// The units of the hidden layers of both.
  public var hiddenSizes = [200, 200]
  /// The number of decisions that are imagined to learn from.
  public var horizon = 12
  /// About how many states of a batch are imagined from.
  public var starts = 256
  /// What a reward is worth one decision later, γ.
  public var discount: Scalar = 0.98
  /// How much longer returns count, λ.
  public var traceDecay: Scalar = 0.95
  /// The weight of the policy's entropy, in units of the mean reward of a decision.
  public var entropyScale: Scalar = 1e-3
  /// The learning rate of both.
  public var learningRate = 3e-4
  /// The largest Euclidean norm of the gradients of either.
  public var largestNorm = 100.0
  /// The number of sequences that the policy proposes to the planner.
  public var proposals = 24

  /// Creates the default configuration.
  public init() {}

  /// How the parameters of both follow their gradients.
  var optimizer: OptimizerConfiguration {
    var optimizer = OptimizerConfiguration()
    (optimizer.learningRate, optimizer.largestNorm) = (learningRate, largestNorm)
    optimizer.epsilon = 1e-5
    return optimizer
  }

  /// What is wrong with the values, or `nil`.
  var fault: (name: String, problem: String)? {
    Bounds.fault(among: [
      "hiddenSizes": Bounds.problem(sizes: hiddenSizes), "horizon": Bounds.problem(horizon),
      "starts": Bounds.problem(starts), "discount": Bounds.problem(properShare: discount),
      "traceDecay": Bounds.problem(share: traceDecay),
      "entropyScale": Bounds.problem(notNegative: entropyScale),
      "learningRate": Bounds.problem(positive: learningRate),
      "largestNorm": Bounds.problem(positive: largestNorm),
      "proposals": Bounds.problem(proposals, from: 0),
    ])
  }
}
