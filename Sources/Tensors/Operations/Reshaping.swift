import Base
import CKernels

extension Tensor {
  /// Returns the same elements in another shape, sharing memory.
  ///
  /// - Precondition: The new shape has the same number of elements.
  public func reshaped(_ shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    require(
      elementCount(of: shape) == count,
      "reshaped cannot make shape \(shape) of shape \(self.shape): the counts of elements differ")
    let (i, original) = (slot, self.shape)
    return withShape(shape).recorded(on: tape) { upstream, sums in
      sums.add(to: i) { upstream.withShape(original) }
    }
  }

  /// Returns the same elements with all axes from `axis` on merged into one, sharing memory.
  public func flattened(fromAxis axis: Int = 0) -> Tensor {
    if rank == 0 { return reshaped([1]) }
    let axis = normalizedAxis(axis, rank: rank)
    return reshaped(Array(shape[..<axis]) + [elementCount(of: Array(shape[axis...]))])
  }

  /// Returns the same elements with a new axis of length one, sharing memory.
  ///
  /// - Parameter axis: The position of the new axis; negative ones count from the last.
  /// - Returns: A tensor with one more axis.
  public func expanded(atAxis axis: Int) -> Tensor {
    var shape = shape
    shape.insert(1, at: normalizedAxis(axis, rank: rank + 1))
    return reshaped(shape)
  }

  /// Returns the same elements without an axis of length one, sharing memory.
  ///
  /// - Precondition: The axis has length one.
  public func squeezed(axis: Int) -> Tensor {
    let axis = normalizedAxis(axis, rank: rank)
    require(
      shape[axis] == 1, "squeezed needs an axis of length 1, but axis \(axis) of \(shape) is longer"
    )
    var shape = shape
    shape.remove(at: axis)
    return reshaped(shape)
  }

  /// Returns the elements repeated along axes of length one, and along new leading axes.
  ///
  /// - Precondition: The shape broadcasts to `shape`.
  public func broadcast(to shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    require(
      broadcastShape(self.shape, shape, for: "broadcast") == shape,
      "shape \(self.shape) does not broadcast to \(shape)")
    let (i, original) = (slot, self.shape)
    let strides = rowMajorStrides(of: original)
    let steps = shape.indices.map { axis -> Int in
      let source = axis - shape.count + original.count
      return source < 0 || original[source] == 1 ? 0 : strides[source]
    }
    return viewed(from: 0, strides: steps, shape: shape).recorded(on: tape) { upstream, sums in
      sums.add(to: i) { upstream.summed(to: original) }
    }
  }

  /// Returns the same elements in another shape, sharing memory, off the tape.
  func withShape(_ shape: [Int]) -> Tensor {
    Tensor(storage: storage, offset: offset, shape: shape, count: count)
  }

  /// Returns copies of the elements at given strides, off the tape.
  ///
  /// - Parameters:
  ///   - start: The place of the first element.
  ///   - strides: The distance to the next element along each axis of the result.
  ///   - shape: The shape of the result.
  /// - Returns: The elements in new memory.
  func viewed(from start: Int, strides: [Int], shape: [Int]) -> Tensor {
    Tensor(shape: shape) { result in
      moveElements(
        .copy, elements + start, strides: strides, to: result, strides: rowMajorStrides(of: shape),
        shape: shape)
    }
  }

  /// Returns the product of the lengths before an axis, its own length, and the product of those
  /// after it.
  func lengths(around axis: Int) -> (outer: Int, length: Int, inner: Int) {
    let axis = normalizedAxis(axis, rank: rank)
    return (
      shape[..<axis].reduce(1, *), shape[axis], shape[(axis + 1)...].reduce(1, *)
    )
  }
}

/// Returns the distance to the next element along each axis.
func rowMajorStrides(of shape: [Int]) -> [Int] {
  var strides = [Int](repeating: 1, count: shape.count)
  for axis in shape.indices.dropLast().reversed() {
    strides[axis] = strides[axis + 1] * shape[axis + 1]
  }
  return strides
}
