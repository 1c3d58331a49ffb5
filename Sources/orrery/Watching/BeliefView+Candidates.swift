import Base
import PlaNet
import Planning
import Tensors

extension BeliefView {
  /// The number of curves shown for each iteration of a search.
  private static let curvesPerIteration = 12
  /// The number of iterations whose curves are shown.
  private static let shownIterations = 4

  /// Returns the imagined rewards of some candidates in some iterations of a search.
  ///
  /// - Returns: For each iteration and each candidate, the cumulative rewards after each action.
  mutating func curves(of plan: Plan, from belief: Belief) -> [[[Double]]] {
    let shown = placesFromEndToEnd(Self.shownIterations, of: plan.candidates.count)
    let chosen = shown.map { iteration -> Tensor in
      let candidates = plan.candidates[iteration]
      return candidates.gathered(
        placesFromEndToEnd(Self.curvesPerIteration, of: candidates.shape[1]), axis: 1)
    }
    guard !chosen.isEmpty else { return [] }
    var returns = imaginedReturns(of: concatenated(chosen, axis: 1), from: belief)[...]
    return chosen.map { candidates in
      defer { returns = returns.dropFirst(candidates.shape[1]) }
      return Array(returns.prefix(candidates.shape[1]))
    }
  }

  /// Returns the cumulative rewards that are imagined along candidates under the mean weights, one
  /// row for each of the candidates of shape `[horizon, candidates, actionSize]`.
  private mutating func imaginedReturns(of candidates: Tensor, from belief: Belief) -> [[Double]] {
    var imagination = Imagination(model, from: belief, using: &generator)
    let sums = imagination.rewards(candidates).cumulativeSum(axis: 0).transposed()
    return (0..<candidates.shape[1]).map { index in sums[index].scalars.map { Double($0) } }
  }
}
