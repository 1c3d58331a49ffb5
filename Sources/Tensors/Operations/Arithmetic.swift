import CKernels

/// Returns the sum of `a` and `b`, element by element.
public func + (a: Tensor, b: Tensor) -> Tensor {
  let (i, j, p, q) = (a.slot, b.slot, a.shape, b.shape)
  return combined(a, b, .add, named: "+").recorded(on: commonTape(a, b)) { upstream, sums in
    sums.add(to: i) { upstream.summed(to: p) }
    sums.add(to: j) { upstream.summed(to: q) }
  }
}

/// Returns the difference of `a` and `b`, element by element.
public func - (a: Tensor, b: Tensor) -> Tensor {
  let (i, j, p, q) = (a.slot, b.slot, a.shape, b.shape)
  return combined(a, b, .subtract, named: "-").recorded(on: commonTape(a, b)) { upstream, sums in
    sums.add(to: i) { upstream.summed(to: p) }
    sums.add(to: j) { mapped(upstream.summed(to: q), .negate) }
  }
}

/// Returns the product of `a` and `b`, element by element.
public func * (a: Tensor, b: Tensor) -> Tensor {
  let (i, j, x, y) = (a.slot, b.slot, a.detached, b.detached)
  return combined(a, b, .multiply, named: "*").recorded(on: commonTape(a, b)) { upstream, sums in
    sums.add(to: i) { combined(upstream, y, .multiply).summed(to: x.shape) }
    sums.add(to: j) { combined(upstream, x, .multiply).summed(to: y.shape) }
  }
}

/// Returns the quotient of `a` and `b`, element by element.
public func / (a: Tensor, b: Tensor) -> Tensor {
  let (i, j, p, y) = (a.slot, b.slot, a.shape, b.detached)
  let quotient = combined(a, b, .divide, named: "/")
  return quotient.recorded(on: commonTape(a, b)) { upstream, sums in
    sums.add(to: i) { combined(upstream, y, .divide).summed(to: p) }
    sums.add(to: j) {
      let product = combined(upstream, quotient, .multiply)
      return combined(product, y, .negativeQuotient).summed(to: y.shape)
    }
  }
}

/// Returns `a` with all signs reversed.
public prefix func - (a: Tensor) -> Tensor {
  let i = a.slot
  return mapped(a, .negate).recorded(on: a.tape) { upstream, sums in
    sums.add(to: i) { mapped(upstream, .negate) }
  }
}

// The operators of a tensor and a number are disfavored so that `numbers.reduce(0, +)` remains a
// sum of numbers.

/// Returns the sum of every element of `a` and `b`.
@_disfavoredOverload
public func + (a: Tensor, b: Scalar) -> Tensor {
  let i = a.slot
  return combined(a, b, .add).recorded(on: a.tape) { upstream, sums in
    sums.add(to: i) { upstream }
  }
}

/// Returns the sum of `a` and every element of `b`.
@_disfavoredOverload
public func + (a: Scalar, b: Tensor) -> Tensor { b + a }

/// Returns the difference of every element of `a` and `b`.
@_disfavoredOverload
public func - (a: Tensor, b: Scalar) -> Tensor { a + -b }

/// Returns the difference of `a` and every element of `b`.
@_disfavoredOverload
public func - (a: Scalar, b: Tensor) -> Tensor {
  let j = b.slot
  return combined(a, b, .subtract).recorded(on: b.tape) { upstream, sums in
    sums.add(to: j) { mapped(upstream, .negate) }
  }
}

/// Returns the product of every element of `a` and `b`.
@_disfavoredOverload
public func * (a: Tensor, b: Scalar) -> Tensor {
  let i = a.slot
  return combined(a, b, .multiply).recorded(on: a.tape) { upstream, sums in
    sums.add(to: i) { combined(upstream, b, .multiply) }
  }
}

/// Returns the product of `a` and every element of `b`.
@_disfavoredOverload
public func * (a: Scalar, b: Tensor) -> Tensor { b * a }

/// Returns the quotient of every element of `a` and `b`.
@_disfavoredOverload
public func / (a: Tensor, b: Scalar) -> Tensor {
  let i = a.slot
  return combined(a, b, .divide).recorded(on: a.tape) { upstream, sums in
    sums.add(to: i) { combined(upstream, b, .divide) }
  }
}

/// Returns the quotient of `a` and every element of `b`.
@_disfavoredOverload
public func / (a: Scalar, b: Tensor) -> Tensor {
  let (j, y) = (b.slot, b.detached)
  let quotient = combined(a, b, .divide)
  return quotient.recorded(on: b.tape) { upstream, sums in
    sums.add(to: j) { combined(combined(upstream, quotient, .multiply), y, .negativeQuotient) }
  }
}
