import Base
import CKernels

extension Tensor {
  /// Returns the slices at given positions along an axis.
  ///
  /// The gradients of a position that occurs several times add up.
  ///
  /// - Parameters:
  ///   - indices: The positions.
  ///   - axis: The axis to pick from.
  /// - Returns: A tensor whose length along the axis is the number of indices.
  /// - Precondition: All positions are on the axis.
  public func gathered(_ indices: [Int], axis: Int = 0) -> Tensor {
    let (outer, length, inner) = lengths(around: axis)
    requireIndices(indices, below: length, "gathered")
    var shape = shape
    shape[normalizedAxis(axis, rank: rank)] = indices.count
    let (i, original) = (slot, self.shape)
    let result = Tensor(shape: shape) {
      Kernel.gather(elements, outer, length, inner, indices, indices.count, $0)
    }
    return result.recorded(on: tape) { upstream, sums in
      sums.update(i, shape: original) {
        Kernel.scatterAdd(upstream.elements, outer, length, inner, indices, indices.count, $0)
      }
    }
  }

  /// Returns, for each place, the element at a given position along an axis.
  ///
  ///     result[o, k, i] = self[o, indices[o, k, i], i]
  ///
  /// - Parameters:
  ///   - axis: The axis to pick from, the second in the formula.
  ///   - indices: The positions in row-major order, equally many for every place along the other
  ///     axes.
  /// - Returns: A tensor whose shape differs only along the axis.
  /// - Precondition: All positions are on the axis, and their number fits.
  public func gatheredAlong(axis: Int, indices: [Int]) -> Tensor {
    let (outer, _, inner) = lengths(around: axis)
    let count = outer * inner == 0 ? 0 : indices.count / (outer * inner)
    return gatheredAlong(axis: axis, indices: indices, count: count)
  }

  /// Returns, for each place, the elements at `count` given positions along an axis.
  func gatheredAlong(axis: Int, indices: [Int], count: Int) -> Tensor {
    let (outer, length, inner) = lengths(around: axis)
    requireIndices(indices, below: length, "gatheredAlong")
    require(
      count * outer * inner == indices.count,
      "gatheredAlong cannot place \(indices.count) indices on axis \(axis) of shape \(shape)")
    var shape = shape
    shape[normalizedAxis(axis, rank: rank)] = count
    let (i, original) = (slot, self.shape)
    let result = Tensor(shape: shape) {
      Kernel.gatherAlong(elements, outer, length, inner, indices, count, $0)
    }
    return result.recorded(on: tape) { upstream, sums in
      sums.update(i, shape: original) {
        Kernel.scatterAddAlong(upstream.elements, outer, length, inner, indices, count, $0)
      }
    }
  }

  /// Returns the running sums along an axis.
  ///
  ///     result[k] = Σ_{j ≤ k} self[j]
  public func cumulativeSum(axis: Int) -> Tensor {
    let i = slot
    return runningSum(axis, isReversed: false).recorded(on: tape) { upstream, sums in
      sums.add(to: i) { upstream.runningSum(axis, isReversed: true) }
    }
  }

  /// Creates a matrix with a row for each class index: 1 in that column, 0 elsewhere.
  ///
  /// - Parameters:
  ///   - indices: The classes.
  ///   - classCount: The number of columns.
  /// - Precondition: All indices are in `0..<classCount`.
  public init(oneHot indices: [Int], classCount: Int) {
    requireIndices(indices, below: classCount, "a one-hot tensor")
    self.init(repeating: 0, shape: [indices.count, classCount])
    for (row, index) in indices.enumerated() { elements[row * classCount + index] = 1 }
  }

  /// Creates the identity matrix of a given size.
  public init(identity size: Int) {
    self.init(oneHot: Array(0..<size), classCount: size)
  }

  /// Creates a vector of consecutive integers.
  public init(range: Range<Int>) {
    self.init(range.map { Scalar($0) }, shape: [range.count])
  }

  private func runningSum(_ axis: Int, isReversed: Bool) -> Tensor {
    let (outer, length, inner) = lengths(around: axis)
    return Tensor(shape: shape) {
      Kernel.cumulativeSum(elements, outer, length, inner, isReversed, $0)
    }
  }
}

private func requireIndices(_ indices: [Int], below bound: Int, _ name: String) {
  for index in indices {
    require(
      index >= 0 && index < bound, "\(name) cannot take index \(index) of \(bound) positions")
  }
}
