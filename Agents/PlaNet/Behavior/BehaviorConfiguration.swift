import Tensors

/// A policy and a value that are learned in imagination and guide the planner.
///
/// The policy proposes sequences of actions in addition to those that the planner draws, and the
/// value estimates the rewards beyond the planner's horizon.
public struct BehaviorConfiguration: Codable, Hashable, Sendable {
  /// Whether there are a policy and a value.
  public var isLearned = false
  /// The units of the hidden layers of both.
  public var hiddenSizes = [200, 200]
  /// The number of imagined decisions to learn from.
  public var horizon = 12
  /// The approximate number of states in a batch from which imagination starts.
  public var starts = 256
  /// The value of a reward one decision later, γ.
  public var discount: Scalar = 0.98
  /// The λ of λ-returns: at 0 they rest on the next value alone, at 1 on the whole imagined
  /// sequence.
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

  /// The settings of the optimizers of both.
  var optimizer: OptimizerConfiguration {
    var optimizer = OptimizerConfiguration()
    (optimizer.learningRate, optimizer.largestNorm) = (learningRate, largestNorm)
    optimizer.epsilon = 1e-5
    return optimizer
  }

  /// The first invalid value with its problem, or `nil`.
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
