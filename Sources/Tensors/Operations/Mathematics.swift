import RealModule

/// Returns eˣ for every element x.
public func exp(_ x: Tensor) -> Tensor {
  let (i, y) = (x.slot, mapped(x) { Scalar.exp($0) })
  return y.recorded(on: x.tape) { upstream, sums in sums.add(to: i) { upstream * y } }
}

/// Returns the natural logarithm of every element.
public func log(_ x: Tensor) -> Tensor {
  let (i, value) = (x.slot, x.detached)
  return mapped(x) { Scalar.log($0) }.recorded(on: x.tape) { upstream, sums in
    sums.add(to: i) { upstream / value }
  }
}
