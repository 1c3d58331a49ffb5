import Base

extension Tensor {
  /// Returns the tensor with its last two axes exchanged.
  ///
  /// - Precondition: There are at least two axes.
  public func transposed() -> Tensor {
    require(rank >= 2, "transposed needs two axes, but shape \(shape) has \(rank)")
    var permutation = Array(0..<rank)
    permutation.swapAt(rank - 2, rank - 1)
    return transposed(permutation: permutation)
  }

  /// Returns the tensor with its axes in another order.
  ///
  /// - Parameter permutation: For each axis of the result, the corresponding axis of this tensor.
  /// - Returns: A tensor whose axis `i` has the length of axis `permutation[i]`.
  /// - Precondition: Every axis occurs once.
  public func transposed(permutation: [Int]) -> Tensor {
    require(
      permutation.sorted() == Array(0..<rank),
      "\(permutation) is not a permutation of the axes of shape \(shape)")
    guard permutation != Array(0..<rank) else { return self }
    let i = slot
    return permuted(permutation).recorded(on: tape) { upstream, sums in
      sums.add(to: i) {
        upstream.permuted(permutation.indices.sorted { permutation[$0] < permutation[$1] })
      }
    }
  }

  /// Returns the tensor with its elements along an axis in reverse order.
  public func reversed(axis: Int) -> Tensor {
    let axis = normalizedAxis(axis, rank: rank)
    let i = slot
    return flipped(axis).recorded(on: tape) { upstream, sums in
      sums.add(to: i) { upstream.flipped(axis) }
    }
  }

  private func permuted(_ permutation: [Int]) -> Tensor {
    let strides = rowMajorStrides(of: shape)
    return viewed(
      from: 0, strides: permutation.map { strides[$0] }, shape: permutation.map { shape[$0] })
  }

  private func flipped(_ axis: Int) -> Tensor {
    var strides = rowMajorStrides(of: shape)
    let last = Swift.max(shape[axis] - 1, 0) * strides[axis]
    strides[axis].negate()
    return viewed(from: last, strides: strides, shape: shape)
  }
}
