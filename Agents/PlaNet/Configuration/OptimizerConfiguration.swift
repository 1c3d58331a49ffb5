import Optimizers
import Tensors

/// The settings of a model's optimizer: Adam with clipping by norm.
public struct OptimizerConfiguration: Codable, Hashable, Sendable {
  /// The learning rate.
  public var learningRate = 1e-3
  /// The constant that Adam adds to the root of the average square.
  public var epsilon = 1e-4
  /// The largest Euclidean norm of all gradients together.
  public var largestNorm = 1000.0

  /// Creates PlaNet's configuration.
  public init() {}

  /// Returns an optimizer of parameters.
  func optimizer(_ parameters: [(path: String, parameter: Parameter)]) -> Optimizer {
    Optimizer(
      parameters, rule: Adam(epsilon: epsilon), learningRate: .constant(learningRate),
      clipping: .globalNorm(largestNorm))
  }

  /// The first invalid value with its problem, or `nil`.
  var fault: (name: String, problem: String)? {
    Bounds.fault(among: [
      "learningRate": Bounds.problem(positive: learningRate),
      "epsilon": Bounds.problem(positive: Scalar(epsilon)),
      "largestNorm": Bounds.problem(positive: largestNorm),
    ])
  }
}
