import Base
import COpenBLAS

/// A stack of row-major matrices in double precision, whatever the precision of tensors.
final class DoubleMatrices {
  let count: Int
  let rows: Int
  let columns: Int
  private let workspace: Workspace
  private let first: UnsafeMutablePointer<Double>

  /// Creates matrices with arbitrary elements.
  init(uninitialized count: Int, rows: Int, columns: Int) {
    (self.count, self.rows, self.columns) = (count, rows, columns)
    let size = count * rows * columns
    workspace = Workspace(byteCount: size * MemoryLayout<Double>.stride)
    first = workspace.bytes.bindMemory(to: Double.self, capacity: size)
  }

  /// Creates a copy of the matrices in the last two axes of a tensor.
  convenience init(_ tensor: Tensor) {
    let (rows, columns) = (tensor.shape[tensor.rank - 2], tensor.shape[tensor.rank - 1])
    let count = elementCount(of: Array(tensor.shape.dropLast(2)))
    self.init(uninitialized: count, rows: rows, columns: columns)
    for index in 0..<tensor.count { first[index] = Double(tensor.elements[index]) }
  }

  /// The elements of a matrix.
  subscript(matrix: Int) -> UnsafeMutablePointer<Double> { first + matrix * rows * columns }

  /// Returns the elements as a tensor.
  func tensor(shape: [Int]) -> Tensor {
    Tensor(shape: shape) { elements in
      for index in 0..<count * rows * columns { elements[index] = Scalar(first[index]) }
    }
  }
}

/// Replaces `b`, of shape `[n, m]`, by `lower⁻¹ · b`, or optionally `lower⁻ᵀ · b`.
package func solveInPlace(
  _ lower: UnsafePointer<Double>, size n: Int, _ b: UnsafeMutablePointer<Double>, columns m: Int,
  transposing: Bool
) {
  guard n > 0, m > 0 else { return }
  cblas_dtrsm(
    CblasRowMajor, CblasLeft, CblasLower, transposing ? CblasTrans : CblasNoTrans, CblasNonUnit,
    blasint(n), blasint(m), 1, lower, blasint(n), b, blasint(m))
}

/// Replaces `b`, of shape `[m, n]`, by `b · lower⁻¹`.
func solveFromRightInPlace(
  _ lower: UnsafePointer<Double>, size n: Int, _ b: UnsafeMutablePointer<Double>, rows m: Int
) {
  guard n > 0, m > 0 else { return }
  cblas_dtrsm(
    CblasRowMajor, CblasRight, CblasLower, CblasNoTrans, CblasNonUnit,
    blasint(m), blasint(n), 1, lower, blasint(n), b, blasint(n))
}

/// Replaces a matrix of shape `[n, n]` by half the sum of itself and its transpose.
func symmetrizeInPlace(_ matrix: UnsafeMutablePointer<Double>, size n: Int) {
  for row in 0..<n {
    for column in 0..<row {
      let mean = (matrix[row * n + column] + matrix[column * n + row]) / 2
      matrix[row * n + column] = mean
      matrix[column * n + row] = mean
    }
  }
}
