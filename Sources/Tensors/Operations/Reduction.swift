import Base
import CKernels

extension Tensor {
  /// Returns the sum of all elements, a scalar.
  public func sum() -> Tensor { sum(axes: Array(0..<rank)) }

  /// Returns the mean of all elements, a scalar, which is NaN if there are none.
  public func mean() -> Tensor { mean(axes: Array(0..<rank)) }

  /// Returns the sums along some axes.
  ///
  /// - Parameters:
  ///   - axes: The axes to sum over; negative ones count from the last.
  ///   - keepingDimensions: Whether to keep those axes, with length one, rather than remove them.
  /// - Returns: The sums, by position along the other axes.
  public func sum(axes: [Int], keepingDimensions: Bool = false) -> Tensor {
    let (i, shape) = (slot, shape)
    let kept = reducedShape(over: axes)
    let result = summed(to: kept.ones)
    let value = keepingDimensions ? result : result.withShape(kept.others)
    return value.recorded(on: tape) { upstream, sums in
      sums.add(to: i) { upstream.withShape(kept.ones).broadcast(to: shape) }
    }
  }

  /// Returns the sums along an axis, which is removed unless `keepingDimensions` is true.
  public func sum(axis: Int, keepingDimensions: Bool = false) -> Tensor {
    sum(axes: [axis], keepingDimensions: keepingDimensions)
  }

  /// Returns the means along some axes; see ``sum(axes:keepingDimensions:)``.
  public func mean(axes: [Int], keepingDimensions: Bool = false) -> Tensor {
    let sums = sum(axes: axes, keepingDimensions: keepingDimensions)
    return sums / Scalar(elementCount(of: reducedShape(over: axes).lengths))
  }

  /// Returns the means along an axis, which is removed unless `keepingDimensions` is true.
  public func mean(axis: Int, keepingDimensions: Bool = false) -> Tensor {
    mean(axes: [axis], keepingDimensions: keepingDimensions)
  }

  /// Returns the variances along some axes; see ``sum(axes:keepingDimensions:)``.
  ///
  ///     (1/n) Σ (x − mean)²
  ///
  /// This is the variance of the elements themselves, not the estimate of a distribution's
  /// variance, which divides by n − 1.
  public func variance(axes: [Int], keepingDimensions: Bool = false) -> Tensor {
    let (i, kept) = (slot, reducedShape(over: axes))
    let factor = 1 / Scalar(elementCount(of: kept.lengths))
    let means = combined(summed(to: kept.ones), factor, .multiply)
    let centered = combined(self, means, .subtract)
    let squares = mapped(centered, .square).summed(to: kept.ones)
    let shape = keepingDimensions ? kept.ones : kept.others
    return combined(squares, factor, .multiply).withShape(shape)
      .recorded(on: tape) { upstream, sums in
        sums.add(to: i) {
          let scaled = combined(upstream.withShape(kept.ones), 2 * factor, .multiply)
          return combined(centered, scaled, .multiply)
        }
      }
  }

  /// Returns the variance of all elements, a scalar.
  public func variance() -> Tensor { variance(axes: Array(0..<rank)) }

  /// Returns the sums over the axes along which `shape` was broadcast to this shape, off the tape.
  package func summed(to shape: [Int]) -> Tensor {
    if shape == self.shape { return detached }
    // Neighbouring axes that are both summed over, or both kept, form one group.
    var groups: [(length: Int, isReduced: Bool)] = []
    for axis in 0..<rank where self.shape[axis] != 1 {
      let target = axis - rank + shape.count
      let isReduced = target < 0 || shape[target] == 1
      if let last = groups.last, last.isReduced == isReduced {
        groups[groups.count - 1].length *= self.shape[axis]
      } else {
        groups.append((self.shape[axis], isReduced))
      }
    }
    var result = detached
    while let index = groups.lastIndex(where: { $0.isReduced }) {
      let outer = groups[..<index].reduce(1) { $0 * $1.length }
      let inner = groups[(index + 1)...].reduce(1) { $0 * $1.length }
      let (source, length) = (result, groups.remove(at: index).length)
      let scratch = Tensor(uninitialized: [kernel_sum_scratch_count(outer, length, inner)])
      result = Tensor(shape: [outer, inner]) {
        Kernel.sum(source.elements, outer, length, inner, scratch.elements, $0)
      }
    }
    return result.withShape(shape)
  }

  /// Returns the shape after reducing over axes, once with lengths of one and once without those
  /// axes, and the lengths of only those axes.
  func reducedShape(over axes: [Int]) -> (ones: [Int], others: [Int], lengths: [Int]) {
    var isReduced = [Bool](repeating: false, count: rank)
    for axis in axes { isReduced[normalizedAxis(axis, rank: rank)] = true }
    let all = zip(shape, isReduced)
    return (
      all.map { $1 ? 1 : $0 }, all.filter { !$1 }.map(\.0), all.filter { $1 }.map(\.0)
    )
  }
}
