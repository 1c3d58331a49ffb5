import Base
import CKernels

/// Returns a function's values at the elements of `x`, off the tape.
func mapped(
  _ x: Tensor, _ function: ElementMap, _ p: Scalar = 0, _ q: Scalar = 0
) -> Tensor {
  Tensor(shape: x.shape) { Kernel.map(function, x.elements, $0, x.count, p, q) }
}

/// Returns a function's values at pairs of elements of two tensors, with broadcasting, off the
/// tape.
///
/// - Parameters:
///   - x: The first operand.
///   - y: The second operand.
///   - function: The function of each pair.
///   - name: The name of the operation, for messages about shapes that do not fit.
///   - p: The function's first constant.
///   - q: The function's second constant.
/// - Returns: The values, of the shape to which both shapes broadcast.
func combined(
  _ x: Tensor, _ y: Tensor, _ function: ElementCombination, named name: String = "a pullback",
  _ p: Scalar = 0, _ q: Scalar = 0
) -> Tensor {
  let shape = broadcastShape(x.shape, y.shape, for: name)
  require(
    shape.count <= KernelMaximumRank,
    "\(name) takes at most \(KernelMaximumRank) axes, but shape \(shape) has \(shape.count)")
  return Tensor(shape: shape) { result in
    Kernel.combine(
      function, x.elements, x.shape, Int32(x.rank), y.elements, y.shape, Int32(y.rank),
      result, shape, Int32(shape.count), p, q)
  }
}

/// Returns a function's values at pairs of an element and a number, off the tape.
func combined(_ x: Tensor, _ y: Scalar, _ function: ElementCombination) -> Tensor {
  Tensor(shape: x.shape) { result in
    withUnsafePointer(to: y) { y in
      Kernel.combine(function, x.elements, [x.count], 1, y, [], 0, result, [x.count], 1, 0, 0)
    }
  }
}

/// Returns a function's values at pairs of a number and an element, off the tape.
func combined(_ x: Scalar, _ y: Tensor, _ function: ElementCombination) -> Tensor {
  Tensor(shape: y.shape) { result in
    withUnsafePointer(to: x) { x in
      Kernel.combine(function, x, [], 0, y.elements, [y.count], 1, result, [y.count], 1, 0, 0)
    }
  }
}

/// Adds `addend` to `sum`, element by element.
func accumulate(
  _ addend: UnsafePointer<Scalar>, into sum: UnsafeMutablePointer<Scalar>, count: Int
) {
  Kernel.accumulate(addend, sum, count)
}
