import CKernels

/// Returns eˣ for every element x.
public func exp(_ x: Tensor) -> Tensor { unary(x, .exp, pullback: .multiply, of: .result) }

/// Returns eˣ − 1 for every element x, accurate near zero.
public func expm1(_ x: Tensor) -> Tensor {
  unary(x, .expMinusOne, pullback: .expMinusOnePullbackFromResult, of: .result)
}

/// Returns the natural logarithm of every element.
public func log(_ x: Tensor) -> Tensor { unary(x, .log, pullback: .divide, of: .argument) }

/// Returns log(1 + x) for every element x, accurate near zero.
public func log1p(_ x: Tensor) -> Tensor {
  unary(x, .logOnePlus, pullback: .logOnePlusPullback, of: .argument)
}

/// Returns the square root of every element.
public func sqrt(_ x: Tensor) -> Tensor {
  unary(x, .sqrt, pullback: .sqrtPullbackFromResult, of: .result)
}

/// Returns x² for every element x.
public func square(_ x: Tensor) -> Tensor {
  unary(x, .square, pullback: .squarePullback, of: .argument)
}

/// Returns the magnitude of every element.
///
/// The gradient at zero is zero.
public func abs(_ x: Tensor) -> Tensor { unary(x, .abs, pullback: .absPullback, of: .argument) }

/// Returns 1 for positive elements, −1 for negative ones, and 0 for zeros, without a gradient.
public func sign(_ x: Tensor) -> Tensor { mapped(x, .sign) }

/// Returns the largest integer not above each element, without a gradient.
public func floor(_ x: Tensor) -> Tensor { mapped(x, .floor) }

/// Returns the sine of every element, an angle in radians.
public func sin(_ x: Tensor) -> Tensor {
  let (i, value) = (x.slot, x.detached)
  return mapped(x, .sin).recorded(on: x.tape) { upstream, sums in
    sums.add(to: i) { combined(upstream, mapped(value, .cos), .multiply) }
  }
}

/// Returns the cosine of every element, an angle in radians.
public func cos(_ x: Tensor) -> Tensor {
  let (i, value) = (x.slot, x.detached)
  return mapped(x, .cos).recorded(on: x.tape) { upstream, sums in
    sums.add(to: i) { mapped(combined(upstream, mapped(value, .sin), .multiply), .negate) }
  }
}

/// Returns the hyperbolic tangent of every element.
public func tanh(_ x: Tensor) -> Tensor { Activation.tanh(x) }

/// Returns 1 / (1 + e⁻ˣ) for every element x.
public func sigmoid(_ x: Tensor) -> Tensor { Activation.sigmoid(x) }

/// Returns log(1 + eˣ) for every element x.
public func softplus(_ x: Tensor) -> Tensor { Activation.softplus(x) }

/// Returns max(x, 0) for every element x.
///
/// The gradient at zero is zero.
public func relu(_ x: Tensor) -> Tensor { Activation.relu(x) }

/// Returns x if positive, otherwise eˣ − 1, for every element x.
public func elu(_ x: Tensor) -> Tensor { Activation.elu(x) }

/// Returns each element of `x` raised to a power.
///
/// Negative elements have powers only for integer exponents; otherwise the result is NaN.
public func power(_ x: Tensor, _ exponent: Scalar) -> Tensor {
  unary(x, .power, pullback: .powerPullback, of: .argument, exponent)
}

/// The tensor from which the pullback of a function is computed.
private enum Kept { case argument, result }

/// Returns a function's values, recorded with a pullback that keeps one tensor.
private func unary(
  _ x: Tensor, _ function: ElementMap, pullback: ElementCombination, of kept: Kept, _ p: Scalar = 0
) -> Tensor {
  let y = mapped(x, function, p)
  guard let tape = x.tape else { return y }
  let (i, value) = (x.slot, kept == .result ? y : x.detached)
  return y.recorded(on: tape) { upstream, sums in
    sums.add(to: i) { combined(upstream, value, pullback, p) }
  }
}
