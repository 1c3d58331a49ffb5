import Base
import CKernels

extension Tensor {
  /// Returns the largest elements along an axis.
  ///
  /// The gradient goes to the first of several equal elements.
  ///
  /// - Precondition: The axis is not empty.
  public func max(axis: Int, keepingDimensions: Bool = false) -> Tensor {
    extreme(axis: axis, sign: 1, keepingDimensions: keepingDimensions)
  }

  /// Returns the smallest elements along an axis.
  ///
  /// The gradient goes to the first of several equal elements.
  ///
  /// - Precondition: The axis is not empty.
  public func min(axis: Int, keepingDimensions: Bool = false) -> Tensor {
    extreme(axis: axis, sign: -1, keepingDimensions: keepingDimensions)
  }

  /// Returns the indices of the first largest elements along an axis, in row-major order.
  ///
  /// - Precondition: The axis is not empty.
  public func argmax(axis: Int = -1) -> [Int] { extremeIndices(axis: axis, sign: 1) }

  /// Returns the elements along an axis in sorted order, with their original positions.
  ///
  /// Equal elements keep their order, and NaN counts as the largest.
  ///
  /// - Parameters:
  ///   - axis: The axis to sort along.
  ///   - descending: Whether the largest come first.
  /// - Returns: The sorted elements, which pass on gradients, and their indices along the axis in
  ///   row-major order.
  public func sorted(
    axis: Int = -1, descending: Bool = false
  ) -> (values: Tensor, indices: [Int]) {
    let length = shape[normalizedAxis(axis, rank: rank)]
    return ordered(axis: axis, descending: descending, count: length)
  }

  /// Returns the `count` largest elements along an axis, largest first, with their original
  /// positions.
  ///
  /// - Precondition: The axis has at least as many elements.
  public func topK(_ count: Int, axis: Int = -1) -> (values: Tensor, indices: [Int]) {
    let length = shape[normalizedAxis(axis, rank: rank)]
    require(
      (0...length).contains(count), "topK cannot take \(count) of the \(length) elements of an axis"
    )
    return ordered(axis: axis, descending: true, count: count)
  }

  private func extreme(axis: Int, sign: Scalar, keepingDimensions: Bool) -> Tensor {
    let indices = extremeIndices(axis: axis, sign: sign)
    let values = gatheredAlong(axis: axis, indices: indices, count: 1)
    return keepingDimensions ? values : values.squeezed(axis: axis)
  }

  private func extremeIndices(axis: Int, sign: Scalar) -> [Int] {
    let (outer, length, inner) = lengths(around: axis)
    require(length > 0, "axis \(axis) of shape \(shape) is empty and has no extreme")
    return [Int](unsafeUninitializedCapacity: outer * inner) { indices, count in
      count = outer * inner
      guard let start = indices.baseAddress else { return }
      Kernel.extremeIndex(elements, outer, length, inner, sign, start)
    }
  }

  private func ordered(
    axis: Int, descending: Bool, count: Int
  ) -> (values: Tensor, indices: [Int]) {
    let (outer, length, inner) = lengths(around: axis)
    var indices = [Int](repeating: 0, count: outer * count * inner)
    var order = [Int](repeating: 0, count: length)
    for o in 0..<outer {
      for i in 0..<inner {
        let line = elements + (o * length * inner + i)
        for k in 0..<length { order[k] = k }
        order.sort { a, b in
          let (x, y) = (line[a * inner], line[b * inner])
          if x < y { return !descending }
          if x > y { return descending }
          if x == y || (x.isNaN && y.isNaN) { return a < b }
          return x.isNaN == descending
        }
        for k in 0..<count { indices[(o * count + k) * inner + i] = order[k] }
      }
    }
    return (gatheredAlong(axis: axis, indices: indices, count: count), indices)
  }
}
