import Base
import CKernels

/// Returns the sum of the squared differences of two tensors, recorded as one operation.
///
///     Σ (aᵢ − bᵢ)²
///
/// - Parameters:
///   - a: A tensor.
///   - b: A tensor of the same shape.
/// - Returns: A scalar, summed in double precision, with gradients to both.
/// - Precondition: The shapes are equal.
public func squaredDistance(_ a: Tensor, _ b: Tensor) -> Tensor {
  require(
    a.shape == b.shape,
    "squaredDistance cannot subtract shape \(b.shape) from shape \(a.shape)")
  let difference = combined(a.detached, b.detached, .subtract)
  let (i, j) = (a.slot, b.slot)
  return Tensor(Scalar(difference.sumOfSquares)).recorded(on: commonTape(a, b)) { upstream, sums in
    let slope = 2 * upstream.scalar
    sums.add(to: i) { combined(difference, slope, .multiply) }
    sums.add(to: j) { combined(difference, -slope, .multiply) }
  }
}
