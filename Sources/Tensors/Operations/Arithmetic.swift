/// Returns the sum of `a` and `b`, element by element.
public func + (a: Tensor, b: Tensor) -> Tensor {
  let (i, j, p, q) = (a.slot, b.slot, a.shape, b.shape)
  return broadcast(a, b, "+", +).recorded(on: a.tape ?? b.tape) { upstream, sums in
    sums.add(to: i) { upstream.summed(to: p) }
    sums.add(to: j) { upstream.summed(to: q) }
  }
}

/// Returns the difference of `a` and `b`, element by element.
public func - (a: Tensor, b: Tensor) -> Tensor {
  let (i, j, p, q) = (a.slot, b.slot, a.shape, b.shape)
  return broadcast(a, b, "-", -).recorded(on: a.tape ?? b.tape) { upstream, sums in
    sums.add(to: i) { upstream.summed(to: p) }
    sums.add(to: j) { (-upstream).summed(to: q) }
  }
}

/// Returns the product of `a` and `b`, element by element.
public func * (a: Tensor, b: Tensor) -> Tensor {
  let (i, j, x, y) = (a.slot, b.slot, a.detached, b.detached)
  return broadcast(a, b, "*", *).recorded(on: a.tape ?? b.tape) { upstream, sums in
    sums.add(to: i) { (upstream * y).summed(to: x.shape) }
    sums.add(to: j) { (upstream * x).summed(to: y.shape) }
  }
}

/// Returns the quotient of `a` and `b`, element by element.
public func / (a: Tensor, b: Tensor) -> Tensor {
  let (i, j, x, y) = (a.slot, b.slot, a.detached, b.detached)
  return broadcast(a, b, "/", /).recorded(on: a.tape ?? b.tape) { upstream, sums in
    sums.add(to: i) { (upstream / y).summed(to: x.shape) }
    sums.add(to: j) { (-(upstream * x) / (y * y)).summed(to: y.shape) }
  }
}

/// Returns `a` with every sign turned.
public prefix func - (a: Tensor) -> Tensor {
  let i = a.slot
  return mapped(a) { -$0 }.recorded(on: a.tape) { upstream, sums in
    sums.add(to: i) { -upstream }
  }
}

/// Returns a function's values at the elements of `a`, off the tape.
func mapped(_ a: Tensor, _ function: (Scalar) -> Scalar) -> Tensor {
  Tensor(shape: a.shape) { result in
    for index in 0..<a.count { result[index] = function(a.elements[index]) }
  }
}

/// Returns a function's values at pairs of elements, off the tape.
private func broadcast(
  _ a: Tensor, _ b: Tensor, _ name: String, _ function: (Scalar, Scalar) -> Scalar
) -> Tensor {
  let shape = broadcastShape(a.shape, b.shape, for: name)
  return Tensor(shape: shape) { result in
    for index in 0..<elementCount(of: shape) {
      var (rest, x, y, stepX, stepY) = (index, 0, 0, 1, 1)
      for axis in (0..<shape.count).reversed() {
        let position = rest % shape[axis]
        rest /= shape[axis]
        let (i, j) = (axis - shape.count + a.rank, axis - shape.count + b.rank)
        if i >= 0 {
          if a.shape[i] > 1 { x += position * stepX }
          stepX *= a.shape[i]
        }
        if j >= 0 {
          if b.shape[j] > 1 { y += position * stepY }
          stepY *= b.shape[j]
        }
      }
      result[index] = function(a.elements[x], b.elements[y])
    }
  }
}

extension Tensor {
  /// Returns the sums over the axes along which `shape` was broadcast to this shape, off the tape.
  package func summed(to shape: [Int]) -> Tensor {
    if shape == self.shape { return self.detached }
    let result = Tensor(repeating: 0, shape: shape)
    for index in 0..<count {
      var (rest, target, step) = (index, 0, 1)
      for axis in (0..<rank).reversed() {
        let position = rest % self.shape[axis]
        rest /= self.shape[axis]
        let i = axis - rank + shape.count
        if i >= 0 {
          if shape[i] > 1 { target += position * step }
          step *= shape[i]
        }
      }
      result.elements[target] += elements[index]
    }
    return result
  }
}
