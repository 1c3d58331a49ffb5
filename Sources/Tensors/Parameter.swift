/// A learned tensor: a variable with an identity.
///
/// Layers hold parameters; an optimizer replaces their ``value``. Copies of a layer share them.
public final class Parameter {
  /// The current value, which is on no tape.
  public var value: Tensor {
    didSet { if value.node != nil { value = value.detached } }
  }

  /// Creates a parameter with an initial value.
  public init(_ value: Tensor) {
    self.value = value.detached
  }

  /// Changes the elements in place, copying them first if another tensor shares them.
  ///
  /// - Parameter body: Receives the elements, in row-major order.
  /// - Returns: What `body` returns.
  package func withMutableElements<Result>(
    _ body: (UnsafeMutablePointer<Scalar>) throws -> Result
  ) rethrows -> Result {
    if !isKnownUniquelyReferenced(&value.storage) { value = value.copied() }
    return try body(value.elements)
  }
}

extension Tensor {
  /// Returns the same elements in new memory.
  package func copied() -> Tensor {
    Tensor(shape: shape) { $0.update(from: elements, count: count) }
  }
}
