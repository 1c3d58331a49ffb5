extension Tensor {
  /// Returns the sum of all elements, a scalar.
  public func sum() -> Tensor {
    let (i, shape) = (slot, shape)
    return summed(to: []).recorded(on: tape) { upstream, sums in
      sums.add(to: i) { Tensor(repeating: upstream.scalar, shape: shape) }
    }
  }
}
