import Base
import COneDNN
import COpenBLAS

/// Returns the product of two matrices, each optionally transposed, off the tape.
///
/// - Parameters:
///   - a: A matrix of shape `[m, k]`, or `[k, m]` to be transposed.
///   - b: A matrix of shape `[k, n]`, or `[n, k]` to be transposed.
///   - transposingA: Whether to transpose `a`.
///   - transposingB: Whether to transpose `b`.
/// - Returns: The product, of shape `[m, n]`.
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

/// Computes `product = activation(a · b + bias)` on contiguous row-major matrices, or first adds
/// the product to the existing elements.
///
/// With AVX-512, oneDNN's products run at the processor's peak, twice as fast as OpenBLAS's with
/// AVX2, and a third faster than OpenBLAS's with AVX-512. Small products, and all products without
/// AVX-512, use OpenBLAS.
///
/// - Parameters:
///   - m: The rows of the product.
///   - n: The columns of the product.
///   - k: The columns of `a` and the rows of `b`.
///   - a: A matrix of shape `[m, k]`, or `[k, m]` to be transposed.
///   - b: A matrix of shape `[k, n]`, or `[n, k]` to be transposed.
///   - product: A matrix of shape `[m, n]`.
///   - transposingA: Whether to transpose `a`.
///   - transposingB: Whether to transpose `b`.
///   - adding: Whether to add to the elements of `product`, which are otherwise not read.
///   - bias: A vector of shape `[n]` that is added to each row, or `nil` for none.
///   - activation: The nonlinearity that is applied last.
package func gemm(
  rows m: Int, columns n: Int, inner k: Int,
  _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
  into product: UnsafeMutablePointer<Scalar>,
  transposingA: Bool = false, transposingB: Bool = false, adding: Bool = false,
  bias: UnsafePointer<Scalar>? = nil, activation: Activation = .identity
) {
  guard m > 0, n > 0 else { return }
  let key = OneDNNMatrixProduct.Key(
    rows: m, columns: n, inner: k, transposingA: transposingA, transposingB: transposingB,
    adding: adding, hasBias: bias != nil)
  if let prepared = OneDNNMatrixProduct.prepared(key) {
    prepared.run(a, b, bias: bias, into: product)
    return activation.apply(to: product, rows: m, columns: n)
  }
  if k > 0 {
    gemmOfBLAS(key, a, b, into: product)
  } else if !adding {
    product.update(repeating: 0, count: m * n)
  }
  activation.apply(to: product, rows: m, columns: n, bias: bias)
}

/// Computes a product without its bias by a library's BLAS interface.
private func gemmOfBLAS(
  _ key: OneDNNMatrixProduct.Key, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
  into product: UnsafeMutablePointer<Scalar>
) {
  let (m, n, k) = (key.rows, key.columns, key.inner)
  let kept: Scalar = key.adding ? 1 : 0
  let (aColumns, bColumns) = (key.transposingA ? m : k, key.transposingB ? k : n)
  #if DoublePrecision
  let multiply = cblas_dgemm
  #else
  if OneDNN.hasWideVectors, key.isLarge, m == 1 || n == 1 {
    let status = dnnl_sgemm(
      key.transposingA ? transposed : straight, key.transposingB ? transposed : straight,
      dnnl_dim_t(m), dnnl_dim_t(n), dnnl_dim_t(k), 1, a, dnnl_dim_t(aColumns), b,
      dnnl_dim_t(bColumns), kept, product, dnnl_dim_t(n))
    return OneDNN.check(status, "multiply a matrix by a vector")
  }
  let multiply = cblas_sgemm
  #endif
  multiply(
    CblasRowMajor, key.transposingA ? CblasTrans : CblasNoTrans,
    key.transposingB ? CblasTrans : CblasNoTrans, blasint(m), blasint(n), blasint(k), 1, a,
    blasint(aColumns), b, blasint(bColumns), kept, product, blasint(n))
}

/// Computes two independent products, at the same time if that is faster.
///
/// OpenBLAS keeps two threads less busy with one product of few rows than with two such products,
/// one per thread.
///
/// - Parameters:
///   - multiplications: The number of multiplications in each of the products.
///   - first: Computes the first product.
///   - second: Computes the second product.
func gemmPair(
  multiplications: (Int, Int), _ first: () -> Void, _ second: () -> Void
) {
  #if DoublePrecision
  let isOfOpenBLAS = true
  #else
  let isOfOpenBLAS = !OneDNN.hasWideVectors
  #endif
  let (less, more) = (
    min(multiplications.0, multiplications.1), max(multiplications.0, multiplications.1)
  )
  guard
    isOfOpenBLAS, Threads.count == 2, (1 << 16..<1 << 24).contains(more), 4 * less >= 3 * more
  else {
    first()
    second()
    return
  }
  parallelFor(count: 2, grain: 1) { part in
    for index in part { index == 0 ? first() : second() }
  }
}

/// The codes by which the library's BLAS interface denotes a matrix as it is, and its transpose.
private let (straight, transposed): (CChar, CChar) = (0x4E, 0x54)

/// Returns the products of corresponding matrices in two stacks, off the tape.
///
/// - Parameters:
///   - a: Of shape `[batch, m, k]`, or `[batch, k, m]` to be transposed.
///   - b: Of shape `[batch, k, n]`, or `[batch, n, k]` to be transposed.
///   - transposingA: Whether to transpose the matrices of `a`.
///   - transposingB: Whether to transpose the matrices of `b`.
/// - Returns: The products, of shape `[batch, m, n]`.
package func batchedGemm(
  _ a: Tensor, _ b: Tensor, transposingA: Bool = false, transposingB: Bool = false
) -> Tensor {
  let (m, k) = transposingA ? (a.shape[2], a.shape[1]) : (a.shape[1], a.shape[2])
  let n = b.shape[transposingB ? 1 : 2]
  return Tensor(shape: [a.shape[0], m, n]) { products in
    for index in 0..<a.shape[0] {
      gemm(
        rows: m, columns: n, inner: k, a.elements + index * m * k, b.elements + index * k * n,
        into: products + index * m * n, transposingA: transposingA, transposingB: transposingB)
    }
  }
}
