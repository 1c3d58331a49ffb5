import Base
import Tensors

/// Candidates in the order of their returns.
struct Ranking {
  /// The numbers of all candidates, the best first; those without a finite return last.
  let order: [Int]
  /// The returns by candidate.
  let returns: [Scalar]
  /// The number of returns that are NaN or infinite.
  let nonfiniteCount: Int

  /// Ranks candidates by their returns.
  ///
  /// Among equal returns, the one with the lower number comes first.
  init(_ returns: Tensor, candidates: Int) {
    require(
      returns.shape == [candidates],
      "a scoring function returns shape [\(candidates)], not \(returns.shape)")
    let values = returns.scalars
    self.returns = values
    nonfiniteCount = values.count { !$0.isFinite }
    let keys = values.map { $0.isFinite ? $0 : -.infinity }
    order = keys.indices.sorted { keys[$0] != keys[$1] ? keys[$0] > keys[$1] : $0 < $1 }
  }

  /// Returns the best `count` candidates, or fewer if fewer have a finite return.
  func elites(_ count: Int) -> ArraySlice<Int> {
    order.prefix(min(count, order.count - nonfiniteCount))
  }
}
