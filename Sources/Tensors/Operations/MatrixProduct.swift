import Base

/// Returns the matrix product of `a` and `b`, each optionally transposed.
///
/// | `a` | `b` | product |
/// | :-- | :-- | :-- |
/// | `[m, k]` | `[k, n]` | `[m, n]` |
/// | `[batch, m, k]` | `[batch, k, n]` | `[batch, m, n]`, one product for each place in the batch |
/// | `[..., k]` | `[k, n]` | `[..., n]` |
///
/// - Parameters:
///   - a: A matrix, or a stack of them.
///   - b: A matrix, or a stack of as many as `a`.
///   - transposingA: Whether to exchange the last two axes of `a` first; not in the table's last
///     row.
///   - transposingB: Whether to exchange the last two axes of `b` first.
/// - Returns: The product.
/// - Precondition: The number of columns of `a` equals the number of rows of `b`.
/// - Complexity: O(*m·k·n*) for each product, one call of BLAS `gemm`.
public func matmul(
  _ a: Tensor, _ b: Tensor, transposingA: Bool = false, transposingB: Bool = false
) -> Tensor {
  if a.rank >= 3, b.rank == 2, !transposingA { return flattenedProduct(a, b, transposingB) }
  let (p, q) = (transposed(a.shape, transposingA), transposed(b.shape, transposingB))
  require(
    a.rank == b.rank && (a.rank == 2 || a.rank == 3) && p[a.rank - 1] == q[a.rank - 2]
      && (a.rank == 2 || p[0] == q[0]),
    "matmul cannot multiply shapes \(p) and \(q)")
  return a.rank == 2
    ? product(a, b, transposingA, transposingB) : products(a, b, transposingA, transposingB)
}

/// Returns the product of two matrices.
private func product(
  _ a: Tensor, _ b: Tensor, _ transposingA: Bool, _ transposingB: Bool
) -> Tensor {
  let (x, y, i, j) = (a.detached, b.detached, a.slot, b.slot)
  let result = gemm(x, y, transposingA: transposingA, transposingB: transposingB)
  return result.recorded(on: commonTape(a, b)) { upstream, sums in
    sums.add(to: i) {
      transposingA
        ? gemm(y, upstream, transposingA: transposingB, transposingB: true)
        : gemm(upstream, y, transposingB: !transposingB)
    }
    if transposingA {
      sums.add(to: j) {
        transposingB
          ? gemm(upstream, x, transposingA: true, transposingB: true) : gemm(x, upstream)
      }
    } else if transposingB {
      sums.addProduct(to: j, upstream, x)
    } else {
      sums.addProduct(to: j, x, upstream)
    }
  }
}

/// Returns the products of two stacks of matrices.
private func products(
  _ a: Tensor, _ b: Tensor, _ transposingA: Bool, _ transposingB: Bool
) -> Tensor {
  let (x, y, i, j) = (a.detached, b.detached, a.slot, b.slot)
  let result = batchedGemm(x, y, transposingA: transposingA, transposingB: transposingB)
  return result.recorded(on: commonTape(a, b)) { upstream, sums in
    sums.add(to: i) {
      transposingA
        ? batchedGemm(y, upstream, transposingA: transposingB, transposingB: true)
        : batchedGemm(upstream, y, transposingB: !transposingB)
    }
    sums.add(to: j) {
      transposingB
        ? batchedGemm(upstream, x, transposingA: true, transposingB: transposingA)
        : batchedGemm(x, upstream, transposingA: !transposingA)
    }
  }
}

/// Returns the product of a stack of matrices, seen as one tall matrix, and a matrix.
private func flattenedProduct(_ a: Tensor, _ b: Tensor, _ transposingB: Bool) -> Tensor {
  let q = transposed(b.shape, transposingB)
  require(
    a.shape[a.rank - 1] == q[0], "matmul cannot multiply shapes \(a.shape) and \(q)")
  let leading = Array(a.shape.dropLast())
  return product(a.reshaped([elementCount(of: leading), q[0]]), b, false, transposingB)
    .reshaped(leading + [q[1]])
}

/// Returns a shape, optionally with its last two axes exchanged.
private func transposed(_ shape: [Int], _ isTransposed: Bool) -> [Int] {
  guard isTransposed, shape.count >= 2 else { return shape }
  var shape = shape
  shape.swapAt(shape.count - 1, shape.count - 2)
  return shape
}
