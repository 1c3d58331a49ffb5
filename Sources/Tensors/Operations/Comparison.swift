import Base
import CKernels

/// Returns 1 where an element of `a` is less than that of `b`, otherwise 0.
public func .< (a: Tensor, b: Tensor) -> Tensor { combined(a, b, .less, named: ".<") }

/// Returns 1 where an element of `a` is at most that of `b`, otherwise 0.
public func .<= (a: Tensor, b: Tensor) -> Tensor { combined(a, b, .lessOrEqual, named: ".<=") }

/// Returns 1 where an element of `a` is greater than that of `b`, otherwise 0.
public func .> (a: Tensor, b: Tensor) -> Tensor { combined(a, b, .greater, named: ".>") }

/// Returns 1 where an element of `a` is at least that of `b`, otherwise 0.
public func .>= (a: Tensor, b: Tensor) -> Tensor { combined(a, b, .greaterOrEqual, named: ".>=") }

/// Returns 1 where an element of `a` equals that of `b`, otherwise 0.
public func .== (a: Tensor, b: Tensor) -> Tensor { combined(a, b, .equal, named: ".==") }

/// Returns the larger of each pair of elements, or NaN if one of them is NaN.
///
/// Where both are equal, the gradient goes to `a`.
public func maximum(_ a: Tensor, _ b: Tensor) -> Tensor {
  extreme(a, b, .maximum, choosesFirst: .greaterOrEqual, named: "maximum")
}

/// Returns the smaller of each pair of elements, or NaN if one of them is NaN.
///
/// Where both are equal, the gradient goes to `a`.
public func minimum(_ a: Tensor, _ b: Tensor) -> Tensor {
  extreme(a, b, .minimum, choosesFirst: .lessOrEqual, named: "minimum")
}

/// Returns the elements of `a` where `mask` is not zero, and those of `b` elsewhere.
///
/// The gradient with respect to an element that was not taken is zero. A preceding function
/// multiplies it by a slope, which gives NaN if the slope is not finite; so make the argument
/// harmless there first:
///
/// ```swift
/// let root = select(sqrt(select(x, 1, where: x .> 0)), 0, where: x .> 0)
/// ```
///
/// - Parameters:
///   - a: The elements to take where the mask is not zero.
///   - b: The elements to take where the mask is zero.
///   - mask: Usually the result of a comparison. No gradient flows to it.
/// - Returns: A tensor of the shape that all three shapes broadcast to.
public func select(_ a: Tensor, _ b: Tensor, where mask: Tensor) -> Tensor {
  let (i, j, p, q) = (a.slot, b.slot, a.shape, b.shape)
  let shape = broadcastShape(
    broadcastShape(a.shape, b.shape, for: "select"), mask.shape, for: "select")
  let (x, y) = (a.detached.broadcast(to: shape), b.detached.broadcast(to: shape))
  let mask = mask.detached.broadcast(to: shape)
  let result = Tensor(shape: shape) { result in
    Kernel.select(mask.elements, x.elements, y.elements, result, mask.count)
  }
  return result.recorded(on: commonTape(a, b)) { upstream, sums in
    sums.add(to: i) { combined(upstream, mask, .keepWhere).summed(to: p) }
    sums.add(to: j) { combined(upstream, mask, .keepWhereNot).summed(to: q) }
  }
}

extension Tensor {
  /// Returns the elements, each clamped to `range`.
  ///
  /// The gradient is that of the identity inside the range and at its ends, and zero outside.
  public func clamped(to range: ClosedRange<Scalar>) -> Tensor {
    let (i, x) = (slot, detached)
    let (lower, upper) = (range.lowerBound, range.upperBound)
    return mapped(self, .clamp, lower, upper).recorded(on: tape) { upstream, sums in
      sums.add(to: i) { combined(upstream, x, .keepInside, lower, upper) }
    }
  }

  /// Whether all elements are finite.
  public var allFinite: Bool { Kernel.allFinite(elements, count) }
}

private func extreme(
  _ a: Tensor, _ b: Tensor, _ function: ElementCombination,
  choosesFirst: ElementCombination, named name: String
) -> Tensor {
  let (i, j, x, y) = (a.slot, b.slot, a.detached, b.detached)
  return combined(a, b, function, named: name).recorded(on: commonTape(a, b)) { upstream, sums in
    let mask = combined(x, y, choosesFirst)
    sums.add(to: i) { combined(upstream, mask, .keepWhere).summed(to: x.shape) }
    sums.add(to: j) { combined(upstream, mask, .keepWhereNot).summed(to: y.shape) }
  }
}
