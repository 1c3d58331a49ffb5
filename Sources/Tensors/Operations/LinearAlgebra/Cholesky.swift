import Base
import COpenBLAS
import RealModule

/// Returns the Cholesky factor of a symmetric, positive definite matrix.
///
/// The result is the lower triangular matrix L with positive diagonal for which
///
///     L Lᵀ = (a + aᵀ) / 2
///
/// It is computed in double precision. The gradient is symmetric.
///
/// Reference: Murray, "Differentiation of the Cholesky decomposition", 2016, section 3.2,
/// [arXiv:1602.07527](https://arxiv.org/abs/1602.07527).
///
/// - Parameter a: Matrices of shape `[..., n, n]`.
/// - Returns: The factors, of shape `[..., n, n]`, with zeros above their diagonals.
/// - Throws: ``LinearAlgebraError/notPositiveDefinite(leadingMinor:matrix:)``.
/// - Precondition: The last two axes have equal lengths.
/// - Complexity: O(*n*³) for each matrix.
public func cholesky(_ a: Tensor) throws(LinearAlgebraError) -> Tensor {
  let factors = try choleskyFactors(a, "cholesky")
  let (i, shape) = (a.slot, a.shape)
  return factors.tensor(shape: shape).recorded(on: a.tape) { upstream, sums in
    sums.add(to: i) {
      let gradients = DoubleMatrices(upstream)
      for matrix in 0..<factors.count {
        pullBackFactor(factors[matrix], size: factors.rows, gradients[matrix])
      }
      return gradients.tensor(shape: shape)
    }
  }
}

/// Returns the logarithm of the determinant of a symmetric, positive definite matrix.
///
/// This is twice the sum of the logarithms of the Cholesky factor's diagonal, computed in double
/// precision. The gradient is the inverse of the matrix.
///
/// - Parameter a: Matrices of shape `[..., n, n]`, whose symmetric parts are used.
/// - Returns: Of shape `[...]`.
/// - Throws: ``LinearAlgebraError/notPositiveDefinite(leadingMinor:matrix:)``.
/// - Precondition: The last two axes have equal lengths.
/// - Complexity: O(*n*³) for each matrix.
public func logDeterminant(ofPositiveDefinite a: Tensor) throws(LinearAlgebraError) -> Tensor {
  let factors = try choleskyFactors(a, "logDeterminant")
  let (i, shape, n) = (a.slot, a.shape, factors.rows)
  let logarithms = Tensor(shape: Array(shape.dropLast(2))) { result in
    for matrix in 0..<factors.count {
      let sum = (0..<n).reduce(0.0) { $0 + .log(factors[matrix][$1 * (n + 1)]) }
      result[matrix] = Scalar(2 * sum)
    }
  }
  return logarithms.recorded(on: a.tape) { upstream, sums in
    sums.add(to: i) {
      let inverses = DoubleMatrices(uninitialized: factors.count, rows: n, columns: n)
      for matrix in 0..<factors.count {
        let inverse = inverses[matrix]
        inverse.update(repeating: 0, count: n * n)
        for row in 0..<n { inverse[row * (n + 1)] = Double(upstream.elements[matrix]) }
        solveInPlace(factors[matrix], size: n, inverse, columns: n, transposing: false)
        solveInPlace(factors[matrix], size: n, inverse, columns: n, transposing: true)
      }
      return inverses.tensor(shape: shape)
    }
  }
}

/// Returns the Cholesky factors of the symmetric parts of matrices, off the tape.
private func choleskyFactors(
  _ a: Tensor, _ name: String
) throws(LinearAlgebraError) -> DoubleMatrices {
  require(
    a.rank >= 2 && a.shape[a.rank - 1] == a.shape[a.rank - 2],
    "\(name) needs square matrices, not shape \(a.shape)")
  let factors = DoubleMatrices(a)
  var n = Int32(factors.rows)
  guard n > 0 else { return factors }
  for matrix in 0..<factors.count {
    let factor = factors[matrix]
    symmetrizeInPlace(factor, size: factors.rows)
    // Tensors' rows are LAPACK's columns, so their lower triangle is its upper one.
    var status: Int32 = 0
    dpotrf_("U", &n, factor, &n, &status)
    require(status >= 0, "dpotrf does not accept argument \(-status)")
    guard status == 0 else {
      throw .notPositiveDefinite(leadingMinor: Int(status), matrix: matrix)
    }
    for row in 0..<factors.rows {
      // LAPACK ignores NaN, which reaches the diagonal of its row.
      guard factor[row * (factors.rows + 1)] > 0 else {
        throw .notPositiveDefinite(leadingMinor: row + 1, matrix: matrix)
      }
      (factor + row * factors.rows + row + 1).update(repeating: 0, count: factors.rows - row - 1)
    }
  }
  return factors
}

/// Replaces the gradient with respect to a Cholesky factor by that with respect to the matrix.
///
/// With P the lower triangle of LᵀL̄ with its diagonal halved, the gradient is the symmetric part
/// of
///
///     L⁻ᵀ P L⁻¹
private func pullBackFactor(
  _ factor: UnsafePointer<Double>, size n: Int, _ gradient: UnsafeMutablePointer<Double>
) {
  guard n > 0 else { return }
  for row in 0..<n {
    (gradient + row * n + row + 1).update(repeating: 0, count: n - row - 1)
  }
  cblas_dtrmm(
    CblasRowMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit,
    blasint(n), blasint(n), 1, factor, blasint(n), gradient, blasint(n))
  for row in 0..<n {
    gradient[row * (n + 1)] /= 2
    (gradient + row * n + row + 1).update(repeating: 0, count: n - row - 1)
  }
  solveInPlace(factor, size: n, gradient, columns: n, transposing: true)
  solveFromRightInPlace(factor, size: n, gradient, rows: n)
  symmetrizeInPlace(gradient, size: n)
}
