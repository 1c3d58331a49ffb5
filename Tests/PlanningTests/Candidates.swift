import Tensors

/// −|actions − target|², highest at a target that differs from step to step.
func quadratic(_ candidates: Tensor) -> Tensor {
  let target = Tensor(
    (0..<15).map { Scalar($0 - 7) / 10 }, shape: [5, 1, 3])
  let difference = candidates - target
  return -(difference * difference).sum(axes: [0, 2])
}

extension Tensor {
  /// The elements of each candidate, step by step, in a tensor of shape
  /// `[horizon, candidates, actionSize]`.
  var candidateRows: [[Scalar]] {
    (0..<shape[1]).map { sliced(axis: 1, $0..<$0 + 1).scalars }
  }
}

/// The rows of the candidates with the highest scores, the best first.
func best(_ count: Int, of candidates: Tensor, by score: (Tensor) -> Tensor) -> [[Scalar]] {
  let (rows, returns) = (candidates.candidateRows, score(candidates).scalars)
  return returns.indices.sorted { returns[$0] > returns[$1] }.prefix(count).map { rows[$0] }
}

/// Whether there are as many numbers, and those in the same place differ by less than `tolerance`.
func areClose(_ first: [Scalar], _ second: [Scalar], within tolerance: Scalar) -> Bool {
  first.count == second.count && zip(first, second).allSatisfy { abs($0 - $1) < tolerance }
}
