import Base
import Layers
import Planning
import Tensors

/// Scores sequences of actions by the rewards that a world model imagines for them.
///
/// Each draw of the model's weights is one pass, so every trajectory is imagined under a single
/// function, unless local reparameterization draws at each step. All draws use the same random
/// numbers for states, so they differ only by their weights. Each thread imagines a part of the
/// candidates, from the first step to the last: a step of a part is a few matrix products, and no
/// thread waits for another before the end. Nothing is recorded on a tape.
public struct Imagination {
  private let model: WorldModel
  private let belief: Belief
  private var passes: [ForwardPass]
  private var hasDrawnWeights = false
  private let aggregation: ReturnAggregation
  private let spreadWeight: Scalar
  private let behavior: Behavior?

  /// Creates a scorer.
  ///
  /// - Parameters:
  ///   - model: The world model.
  ///   - belief: The belief about one world, from which candidates start.
  ///   - weights: Whether weights are drawn or means.
  ///   - weightDrawCount: The number of draws; one for mean weights.
  ///   - aggregation: How the returns under several draws are combined.
  ///   - spreadWeight: The weight of the spread over draws in that.
  ///   - behavior: The behavior that values the last states and discounts the rewards before them, if
  ///     there is one.
  ///   - generator: The source of weights and states.
  public init(
    _ model: WorldModel, from belief: Belief, weights: ForwardPass.Weights = .mean,
    weightDrawCount: Int = 1, aggregation: ReturnAggregation = .mean, spreadWeight: Scalar = 1,
    guidedBy behavior: Behavior? = nil, using generator: inout SeededGenerator
  ) {
    require(weightDrawCount > 0, "imagination needs at least one draw, not \(weightDrawCount)")
    (self.model, self.belief, self.behavior) = (model, belief, behavior)
    (self.aggregation, self.spreadWeight) = (aggregation, spreadWeight)
    passes = (0..<weightDrawCount).map { _ in
      .inference(weights: weights, using: generator.split())
    }
  }

  /// Returns the sum of the imagined mean rewards of each candidate.
  ///
  /// With a behavior, rewards are discounted, and the value of the last state is added.
  ///
  /// - Parameter candidates: Of shape `[horizon, candidates, actionSize]`.
  /// - Returns: Of shape `[candidates]`.
  public mutating func score(_ candidates: Tensor) -> Tensor {
    drawWeights(for: candidates)
    let parts = Self.parts(of: candidates.shape[1])
    // The states use the same random numbers under every draw, so the draws differ only by their
    // weights.
    let generators = parts.map { _ in passes[0].generator.split() }
    let jobs = passes.indices.flatMap { draw in
      zip(parts, generators).map { part, generator in
        var pass = passes[draw]
        pass.generator = generator
        return (draw: draw, part: part, pass: pass)
      }
    }
    let returns = Tensor(uninitialized: [passes.count, candidates.shape[1]])
    parallelFor(count: jobs.count, grain: 1) { range in
      for case (let draw, let part, var pass) in jobs[range] {
        let scores = score(candidates.sliced(axis: 1, part), in: &pass)
        (returns[draw].elements + part.lowerBound).update(
          from: scores.elements, count: part.count)
      }
    }
    return aggregation(returns, spreadWeight: spreadWeight)
  }

  /// Returns the imagined mean rewards along each candidate, averaged over the draws.
  ///
  /// - Parameter candidates: Of shape `[horizon, candidates, actionSize]`.
  /// - Returns: Of shape `[horizon, candidates]`.
  public mutating func rewards(_ candidates: Tensor) -> Tensor {
    let start = belief.repeated(candidates.shape[1])
    let rewards = passes.indices.map { draw in
      let rollout = model.dynamics.imagine(actions: candidates, from: start, in: &passes[draw])
      return model.predictReward(rollout.features, in: &passes[draw])
    }
    return stacked(rewards).mean(axis: 0)
  }

  /// Makes each pass draw the weights that imagination needs, so that all parts share them.
  private mutating func drawWeights(for candidates: Tensor) {
    guard !hasDrawnWeights else { return }
    let first = candidates.rows(0..<1).sliced(axis: 1, 0..<1)
    for draw in passes.indices { _ = score(first, in: &passes[draw]) }
    hasDrawnWeights = true
  }

  /// Returns ranges of about equal length, one or two for each thread, or a single one.
  ///
  /// With two, the others can help a thread that was held up. But a product of few rows takes more
  /// time per row: below about 40, so much more that all threads should share each product.
  private static func parts(of count: Int) -> [Range<Int>] {
    let threads = Threads.count
    let partCount = threads == 1 ? 1 : [2 * threads, threads].first { count / $0 >= 40 } ?? 1
    return (0..<partCount).map { count * $0 / partCount..<count * ($0 + 1) / partCount }
  }

  /// Returns the returns under one draw, adding up rewards step by step while states are in the
  /// processor's cache.
  private func score(_ candidates: Tensor, in pass: inout ForwardPass) -> Tensor {
    var current = belief.repeated(candidates.shape[1])
    var features = current.features
    var total = Tensor(repeating: 0, shape: [candidates.shape[1]])
    var weight: Scalar = 1
    for time in 0..<candidates.shape[0] {
      current = model.dynamics.imagine(candidates[time], from: current, in: &pass).belief
      features = current.features
      let reward = model.predictReward(features, in: &pass)
      total = total + (behavior == nil ? reward : weight * reward)
      weight *= behavior?.discount ?? 1
    }
    guard let behavior else { return total }
    return total + weight * behavior.value(of: features, in: &pass)
  }

  /// Returns sequences of actions that the policy takes in imagination.
  ///
  /// - Parameters:
  ///   - count: The number of sequences.
  ///   - horizon: The number of actions in each.
  /// - Returns: Of shape `[horizon, count, actionSize]`.
  public mutating func proposals(_ count: Int, horizon: Int) -> Tensor? {
    guard let behavior, count > 0 else { return nil }
    var current = belief.repeated(count)
    var actions: [Tensor] = []
    for _ in 0..<horizon {
      let action = behavior.act(current.features, in: &passes[0]).action
      current = model.dynamics.imagine(action, from: current, in: &passes[0]).belief
      actions.append(action)
    }
    return stacked(actions)
  }
}
