import Base
import CKernels

extension Tensor {
  /// Returns the softmax along an axis.
  ///
  ///     exp(x − max x) / Σ exp(x − max x)
  public func softmax(axis: Int = -1) -> Tensor { normalized(.softmax, axis: axis) }

  /// Returns the logarithm of the softmax along an axis.
  ///
  ///     x − log Σ exp x
  public func logSoftmax(axis: Int = -1) -> Tensor { normalized(.logSoftmax, axis: axis) }

  /// Returns the logarithms of the sums of exponentials along an axis, without overflow.
  ///
  ///     max x + log Σ exp(x − max x)
  ///
  /// The result is −∞ along an empty axis.
  public func logSumExp(axis: Int = -1, keepingDimensions: Bool = false) -> Tensor {
    let axis = normalizedAxis(axis, rank: rank)
    guard axis == rank - 1 else {
      let result = movingToLast(axis).logSumExp(axis: -1, keepingDimensions: true)
      let moved = result.movingToLast(axis)
      return keepingDimensions ? moved : moved.squeezed(axis: axis)
    }
    let (i, x, columns) = (slot, detached, shape[axis])
    let rows = elementCount(of: Array(shape.dropLast()))
    let ones = Array(shape.dropLast()) + [1]
    let result = Tensor(shape: ones) {
      Kernel.rowFunction(.logSumExp, elements, rows, columns, $0)
    }
    return result.withShape(keepingDimensions ? ones : Array(shape.dropLast()))
      .recorded(on: tape) { upstream, sums in
        sums.add(to: i) {
          let share = mapped(combined(x, result, .subtract), .exp)
          return combined(share, upstream.withShape(ones), .multiply)
        }
      }
  }

  private func normalized(_ function: RowFunction, axis: Int) -> Tensor {
    let axis = normalizedAxis(axis, rank: rank)
    guard axis == rank - 1 else {
      return movingToLast(axis).normalized(function, axis: -1).movingToLast(axis)
    }
    guard count > 0 else { return self }
    let (i, shape, columns) = (slot, shape, shape[axis])
    let rows = count / columns
    let result = Tensor(shape: shape) {
      Kernel.rowFunction(function, elements, rows, columns, $0)
    }
    return result.recorded(on: tape) { upstream, sums in
      sums.add(to: i) {
        Tensor(shape: shape) {
          Kernel.rowPullback(function, upstream.elements, result.elements, rows, columns, $0)
        }
      }
    }
  }

  /// Returns this tensor with an axis and the last one exchanged, an operation that is its own
  /// inverse.
  private func movingToLast(_ axis: Int) -> Tensor {
    var permutation = Array(0..<rank)
    permutation.swapAt(axis, rank - 1)
    return transposed(permutation: permutation)
  }
}
