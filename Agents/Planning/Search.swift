import Base
import Tensors

/// The state of one decision's search, which all planners share.
struct Search {
  private let sequences: ActionSequences
  /// The best candidates of the last iteration that had any, best first.
  private(set) var elites: Tensor
  /// Their returns.
  private(set) var returns: [Scalar] = []
  private var candidates: [Tensor] = []
  private var nonfiniteCount = 0

  init(_ sequences: ActionSequences) {
    self.sequences = sequences
    elites = Tensor(repeating: 0, shape: [sequences.horizon, 0, sequences.actionSize])
  }

  /// Stops unless there are iterations, elites and at least as many candidates as elites.
  static func requireCounts(candidates: Int, elites: Int, iterations: Int) {
    require(
      elites > 0 && candidates >= elites && iterations > 0,
      "a search needs iterations and at least as many candidates as elites, not"
        + " \(candidates) and \(elites) in \(iterations) iterations")
  }

  /// The equal weights of all elites, one over their number.
  var equalWeights: [Scalar] {
    [Scalar](repeating: 1 / Scalar(returns.count), count: returns.count)
  }

  /// Scores candidates and keeps the best.
  ///
  /// - Returns: Whether any of them has a finite return.
  mutating func rank(
    _ candidates: Tensor, elites count: Int, _ score: (Tensor) throws -> Tensor
  ) rethrows -> Bool {
    let ranking = Ranking(try score(candidates), candidates: candidates.shape[1])
    nonfiniteCount += ranking.nonfiniteCount
    self.candidates.append(candidates)
    let best = ranking.elites(count)
    guard !best.isEmpty else { return false }
    elites = sequences.selected(best, of: candidates)
    returns = best.map { ranking.returns[$0] }
    return true
  }

  /// Returns the final plan of a search, and keeps it for the next decision.
  ///
  /// If no candidate ever had a finite return, the plan is the last one, one step later, or zero
  /// actions if there was none.
  func plan(of found: Tensor, remembering memory: inout [String: Tensor]) -> Plan {
    let isFallback = returns.isEmpty
    let actions =
      isFallback ? memory["actions"].map(sequences.shifted) ?? sequences.constant(0) : found
    memory["actions"] = actions
    return Plan(
      actions: actions.reshaped([sequences.horizon, sequences.actionSize]),
      predictedReturn: isFallback ? .nan : mean(of: returns),
      elites: elites, eliteReturns: returns, candidates: candidates,
      nonfiniteCount: nonfiniteCount, isFallback: isFallback)
  }
}

private func mean(of values: [Scalar]) -> Scalar {
  let sum: Scalar = values.reduce(0, +)
  return sum / Scalar(values.count)
}
