import Base
import Layers
import Planning
import Tensors

/// Scores sequences of actions by the rewards that a world model imagines for them.
///
/// Each draw of the model's weights is one pass, so every trajectory is imagined under one function;
/// all candidates of a step are a few matrix products. Nothing is recorded.
public struct Imagination {
  private let model: WorldModel
  private let belief: Belief
  private var passes: [ForwardPass]
  private let aggregation: ReturnAggregation

  /// Creates a scorer.
  ///
  /// - Parameters:
  ///   - model: The world model.
  ///   - belief: The belief about one world, from which candidates start.
  ///   - weights: Whether weights are drawn or means.
  ///   - drawCount: The number of draws; one for mean weights.
  ///   - aggregation: How returns under several draws become one.
  ///   - generator: The source of weights and states.
  public init(
    _ model: WorldModel, from belief: Belief, weights: ForwardPass.Weights = .mean,
    drawCount: Int = 1, aggregation: ReturnAggregation = .mean,
    using generator: inout SeededGenerator
  ) {
    require(drawCount > 0, "imagination needs at least one draw, not \(drawCount)")
    (self.model, self.belief, self.aggregation) = (model, belief, aggregation)
    passes = (0..<drawCount).map { _ in .inference(weights: weights, using: generator.split()) }
  }

  /// Returns the sum of the imagined mean rewards of each candidate.
  ///
  /// - Parameter candidates: Of shape `[horizon, candidates, actionSize]`.
  /// - Returns: Of shape `[candidates]`.
  public mutating func score(_ candidates: Tensor) -> Tensor {
    let count = candidates.shape[1]
    let start = belief.repeated(count)
    let returns = passes.indices.map { draw in
      let rollout = model.dynamics.imagine(actions: candidates, from: start, in: &passes[draw])
      return model.predictReward(rollout.features, in: &passes[draw]).sum(axis: 0)
    }
    return aggregation(stacked(returns))
  }
}
