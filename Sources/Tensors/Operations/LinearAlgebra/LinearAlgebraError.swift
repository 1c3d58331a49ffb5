/// The reason why a matrix has no factorization.
public enum LinearAlgebraError: Error, Equatable, Hashable, Sendable, CustomStringConvertible {
  /// A matrix is not positive definite: its leading minor of order `leadingMinor` is not positive.
  ///
  /// `matrix` is the index of the matrix in the stack, in row-major order.
  case notPositiveDefinite(leadingMinor: Int, matrix: Int)

  /// A sentence that says what is wrong with which matrix.
  public var description: String {
    switch self {
    case .notPositiveDefinite(let leadingMinor, let matrix):
      "matrix \(matrix) is not positive definite: its leading minor of order \(leadingMinor) is "
        + "not positive"
    }
  }
}
