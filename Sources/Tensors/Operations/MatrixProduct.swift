import Base
import COpenBLAS

/// Returns the matrix product of `a` and `b`.
///
/// - Parameters:
///   - a: A matrix of shape `[m, k]`.
///   - b: A matrix of shape `[k, n]`.
/// - Returns: The product, of shape `[m, n]`.
/// - Precondition: The columns of `a` are as many as the rows of `b`.
/// - Complexity: O(*m·k·n*), one call of BLAS `gemm`.
public func matmul(_ a: Tensor, _ b: Tensor) -> Tensor {
  let (x, y) = (a.detached, b.detached)
  let (i, j) = (a.slot, b.slot)
  return gemm(x, y).recorded(on: a.tape ?? b.tape) { upstream, sums in
    sums.add(to: i) { gemm(upstream, y, transposingB: true) }
    sums.addProduct(to: j, x, upstream)
  }
}

/// Returns the product of two matrices, each transposed on request, off the tape.
package func gemm(
  _ a: Tensor, _ b: Tensor, transposingA: Bool = false, transposingB: Bool = false
) -> Tensor {
  require(
    a.rank == 2 && b.rank == 2
      && a.shape[transposingA ? 0 : 1] == b.shape[transposingB ? 1 : 0],
    "matmul cannot multiply shapes \(transposingA ? a.shape.reversed() : a.shape)"
      + " and \(transposingB ? b.shape.reversed() : b.shape)")
  let (m, k) = transposingA ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
  let n = b.shape[transposingB ? 0 : 1]
  return Tensor(shape: [m, n]) { product in
    gemm(
      rows: m, columns: n, inner: k, a.elements, b.elements, into: product,
      transposingA: transposingA, transposingB: transposingB)
  }
}

/// Computes `product = a · b + keeping · product` on row-major matrices without gaps.
package func gemm(
  rows m: Int, columns n: Int, inner k: Int,
  _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
  into product: UnsafeMutablePointer<Scalar>,
  transposingA: Bool = false, transposingB: Bool = false, keeping: Scalar = 0
) {
  guard m > 0, n > 0 else { return }
  guard k > 0 else {
    if keeping == 0 { product.update(repeating: 0, count: m * n) }
    return
  }
  let (first, second) = (
    transposingA ? CblasTrans : CblasNoTrans, transposingB ? CblasTrans : CblasNoTrans
  )
  #if DoublePrecision
  let multiply = cblas_dgemm
  #else
  let multiply = cblas_sgemm
  #endif
  multiply(
    CblasRowMajor, first, second, blasint(m), blasint(n), blasint(k), 1,
    a, blasint(transposingA ? m : k), b, blasint(transposingB ? k : n), keeping,
    product, blasint(n))
}
