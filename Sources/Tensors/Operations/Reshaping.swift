import Base

extension Tensor {
  /// Returns the same elements in another shape, sharing memory.
  ///
  /// - Precondition: The new shape has as many elements.
  public func reshaped(_ shape: [Int]) -> Tensor {
    require(
      elementCount(of: shape) == count, "\(self.shape) cannot be reshaped to \(shape)")
    let (i, original) = (slot, self.shape)
    return Tensor(storage: storage, offset: offset, shape: shape, count: count)
      .recorded(on: tape) { upstream, sums in
        sums.add(to: i) { upstream.reshaped(original) }
      }
  }
}
