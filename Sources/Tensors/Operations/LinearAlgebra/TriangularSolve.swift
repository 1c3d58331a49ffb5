import Base

/// Returns the solution of a triangular system of linear equations.
///
/// The result is the matrix X for which
///
///     L X = b        or, transposing,        Lᵀ X = b
///
/// with L the lower triangle of `lower`, whose elements above the diagonal are not read. It is
/// computed in double precision. If the diagonal has a zero, the solution has elements that are not
/// finite.
///
/// - Parameters:
///   - lower: Matrices of shape `[..., n, n]`.
///   - b: Right-hand sides in columns, of shape `[..., n, m]`, with the leading axes of `lower`.
///   - transposing: Whether to transpose the matrices of `lower`.
/// - Returns: The solutions, of shape `[..., n, m]`.
/// - Precondition: The shapes fit.
/// - Complexity: O(*n*²·*m*) for each matrix.
public func triangularSolve(_ lower: Tensor, _ b: Tensor, transposing: Bool = false) -> Tensor {
  let rank = lower.rank
  require(
    rank >= 2 && lower.shape[rank - 1] == lower.shape[rank - 2]
      && b.rank == rank && b.shape.dropLast() == lower.shape.dropLast(),
    "triangularSolve cannot solve shape \(lower.shape) for shape \(b.shape)")
  let (matrices, solutions) = (DoubleMatrices(lower), DoubleMatrices(b))
  let (n, m) = (solutions.rows, solutions.columns)
  for matrix in 0..<matrices.count {
    solveInPlace(
      matrices[matrix], size: n, solutions[matrix], columns: m, transposing: transposing)
  }
  let (i, j, lowerShape, shape) = (lower.slot, b.slot, lower.shape, b.shape)
  return solutions.tensor(shape: shape).recorded(on: commonTape(lower, b)) { upstream, sums in
    let gradients = DoubleMatrices(upstream)
    for matrix in 0..<matrices.count {
      solveInPlace(
        matrices[matrix], size: n, gradients[matrix], columns: m, transposing: !transposing)
    }
    sums.add(to: i) {
      let (left, right) = transposing ? (solutions, gradients) : (gradients, solutions)
      return minusLowerProducts(left, right).tensor(shape: lowerShape)
    }
    sums.add(to: j) { gradients.tensor(shape: shape) }
  }
}

/// Returns the lower triangles of −`left` · `right`ᵀ.
private func minusLowerProducts(_ left: DoubleMatrices, _ right: DoubleMatrices) -> DoubleMatrices {
  let (n, m) = (left.rows, left.columns)
  let products = DoubleMatrices(uninitialized: left.count, rows: n, columns: n)
  for matrix in 0..<left.count {
    let (a, b, product) = (left[matrix], right[matrix], products[matrix])
    for row in 0..<n {
      for column in 0..<n {
        var sum = 0.0
        if column <= row {
          for index in 0..<m { sum -= a[row * m + index] * b[column * m + index] }
        }
        product[row * n + column] = sum
      }
    }
  }
  return products
}
