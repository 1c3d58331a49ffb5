import Base
import CKernels

extension Tensor {
  /// Returns a range of positions along an axis.
  ///
  /// Ranges of the first axis share memory; along other axes, elements are copied.
  ///
  /// - Precondition: The range lies within the axis.
  public func sliced(axis: Int, _ range: Range<Int>) -> Tensor {
    let axis = normalizedAxis(axis, rank: rank)
    requireRange(range, axis)
    guard range != 0..<shape[axis] else { return self }
    let (i, original) = (slot, shape)
    return slice(axis, range).recorded(on: tape) { upstream, sums in
      sums.update(i, shape: original) {
        addSlice(upstream, to: $0, shape: original, axis: axis, from: range.lowerBound)
      }
    }
  }

  /// Returns a range of positions along the first axis, sharing memory.
  ///
  /// - Precondition: The range lies within the axis.
  public func rows(_ range: Range<Int>) -> Tensor { sliced(axis: 0, range) }

  /// Returns a range of positions along the last axis.
  ///
  /// - Precondition: The range lies within the axis.
  public func columns(_ range: Range<Int>) -> Tensor { sliced(axis: -1, range) }

  /// The part at a position of the first axis, without that axis, sharing memory.
  ///
  /// - Precondition: The position exists.
  public subscript(index: Int) -> Tensor {
    require(rank > 0, "a scalar has no part \(index)")
    requireRange(index..<index + 1, 0)
    let (i, original, part) = (slot, shape, Array(shape.dropFirst()))
    let count = elementCount(of: part)
    return Tensor(storage: storage, offset: offset + index * count, shape: part, count: count)
      .recorded(on: tape) { upstream, sums in
        sums.update(i, shape: original) {
          accumulate(upstream.elements, into: $0 + index * count, count: count)
        }
      }
  }

  /// Returns consecutive parts along an axis.
  ///
  /// - Parameters:
  ///   - sizes: The lengths of the parts.
  ///   - axis: The axis to cut. Parts of the first axis share memory, others are copies.
  /// - Returns: One tensor for each of the sizes.
  /// - Precondition: The sizes add up to the length of the axis.
  public func split(sizes: [Int], axis: Int) -> [Tensor] {
    let axis = normalizedAxis(axis, rank: rank)
    require(
      sizes.allSatisfy { $0 >= 0 } && sizes.reduce(0, +) == shape[axis],
      "sizes \(sizes) do not add up to axis \(axis) of shape \(shape)")
    var starts: [Int] = []
    var end = 0
    for size in sizes {
      starts.append(end)
      end += size
    }
    let parts = zip(starts, sizes).map { slice(axis, $0..<$0 + $1) }
    guard let tape, !parts.isEmpty else { return parts }
    let (i, original) = (slot, shape)
    return tape.record(parts) { upstream, sums in
      for index in starts.indices {
        guard let gradient = upstream[index] else { continue }
        sums.update(i, shape: original) {
          addSlice(gradient, to: $0, shape: original, axis: axis, from: starts[index])
        }
      }
    }
  }

  /// Returns the parts at each position of an axis, without that axis.
  ///
  /// Parts of the first axis share memory, others are copies.
  public func unstacked(axis: Int = 0) -> [Tensor] {
    let axis = normalizedAxis(axis, rank: rank)
    var shape = shape
    let length = shape.remove(at: axis)
    return split(sizes: Array(repeating: 1, count: length), axis: axis).map { $0.reshaped(shape) }
  }

  /// Returns the tensor with additional elements before and after those of an axis.
  ///
  /// - Parameters:
  ///   - axis: The axis to extend.
  ///   - before: The number of elements to add before.
  ///   - after: The number of elements to add after.
  ///   - value: The value of the new elements.
  /// - Returns: A tensor longer by `before + after` along the axis.
  /// - Precondition: `before` and `after` are not negative.
  public func padded(
    axis: Int, before: Int, after: Int, with value: Scalar = 0
  ) -> Tensor {
    let axis = normalizedAxis(axis, rank: rank)
    require(
      before >= 0 && after >= 0, "padded cannot add \(before) and \(after) elements to an axis")
    let (i, length) = (slot, shape[axis])
    var larger = shape
    larger[axis] += before + after
    let result = Tensor(repeating: value, shape: larger)
    place(self, in: result.elements, shape: larger, axis: axis, from: before)
    return result.recorded(on: tape) { upstream, sums in
      sums.add(to: i) { upstream.slice(axis, before..<before + length) }
    }
  }

  /// Returns a range along an axis, off the tape.
  func slice(_ axis: Int, _ range: Range<Int>) -> Tensor {
    var shape = shape
    shape[axis] = range.count
    let strides = rowMajorStrides(of: self.shape)
    guard axis > 0 else {
      return Tensor(
        storage: storage, offset: offset + range.lowerBound * strides[0], shape: shape,
        count: elementCount(of: shape))
    }
    return viewed(from: range.lowerBound * strides[axis], strides: strides, shape: shape)
  }

  private func requireRange(_ range: Range<Int>, _ axis: Int) {
    require(
      range.lowerBound >= 0 && range.upperBound <= shape[axis],
      "positions \(range) are not all on axis \(axis) of shape \(shape)")
  }
}

/// Copies a tensor into a larger one, starting at a position of an axis.
func place(
  _ part: Tensor, in whole: UnsafeMutablePointer<Scalar>, shape: [Int], axis: Int, from start: Int
) {
  let strides = rowMajorStrides(of: shape)
  moveElements(
    .copy, part.elements, strides: rowMajorStrides(of: part.shape),
    to: whole + start * strides[axis], strides: strides, shape: part.shape)
}

/// Adds a tensor to a part of a larger one, starting at a position of an axis.
private func addSlice(
  _ part: Tensor, to whole: UnsafeMutablePointer<Scalar>, shape: [Int], axis: Int, from start: Int
) {
  let strides = rowMajorStrides(of: shape)
  moveElements(
    .add, part.elements, strides: rowMajorStrides(of: part.shape),
    to: whole + start * strides[axis], strides: strides, shape: part.shape)
}
