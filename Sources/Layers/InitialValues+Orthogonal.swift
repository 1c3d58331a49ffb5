import Base
import Tensors

extension InitialValues {
  /// A random orthogonal matrix, uniformly distributed.
  ///
  /// A kernel `[..., in, out]` counts as a matrix with `out` columns. The vectors along its shorter
  /// side are orthonormal, so signals keep their length.
  ///
  /// Reference: Saxe, McClelland and Ganguli, "Exact Solutions to the Nonlinear Dynamics of
  /// Learning in Deep Linear Neural Networks", ICLR 2014.
  ///
  /// - Parameter gain: The length of the vectors.
  /// - Returns: The recipe, for weights of two axes or more.
  public static func orthogonal(gain: Scalar = 1) -> InitialValues {
    InitialValues { shape, generator in
      require(
        shape.lengths.count >= 2, "a weight of shape \(shape.lengths) is no matrix to orthogonalize"
      )
      let columns = shape.lengths[shape.lengths.count - 1]
      let rows = shape.lengths.dropLast().reduce(1, *)
      let (count, size) = (min(rows, columns), max(rows, columns))
      let vectors = orthonormalVectors(count, ofSize: size, using: &generator)
      return Tensor(shape: shape.lengths) { elements in
        for row in 0..<rows {
          for column in 0..<columns {
            let (vector, place) = rows < columns ? (row, column) : (column, row)
            elements[row * columns + column] = gain * Scalar(vectors[vector][place])
          }
        }
      }
    }
  }
}

/// Returns orthogonal unit vectors, by the Gram–Schmidt method.
///
/// Normal vectors have no preferred direction, and neither do the orthogonalized ones.
private func orthonormalVectors(
  _ count: Int, ofSize size: Int, using generator: inout SeededGenerator
) -> [[Double]] {
  var vectors: [[Double]] = []
  for _ in 0..<count {
    var vector = (0..<size).map { _ in generator.nextNormal() }
    // Two passes are needed, because rounding leaves a small part of the other vectors after the
    // first.
    for _ in 0..<2 {
      for other in vectors {
        let overlap = dot(vector, other)
        for index in vector.indices { vector[index] -= overlap * other[index] }
      }
      let length = dot(vector, vector).squareRoot()
      for index in vector.indices { vector[index] /= length }
    }
    vectors.append(vector)
  }
  return vectors
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for index in a.indices { sum += a[index] * b[index] }
  return sum
}
