/// Why a matrix has no factorization.
public enum LinearAlgebraError: Error, Equatable, Hashable, Sendable, CustomStringConvertible {
  /// A matrix is not positive definite: its leading minor of order `leadingMinor` is not positive.
  ///
  /// `matrix` is the place of the matrix in the stack, in row-major order.
  case notPositiveDefinite(leadingMinor: Int, matrix: Int)

  /// What is wrong with which matrix, in a sentence.
  public var description: String {
    switch self {
    case .notPositiveDefinite(let leadingMinor, let matrix):
      "matrix \(matrix) is not positive definite: its leading minor of order \(leadingMinor) is "
        + "not positive"
    }
  }
}
