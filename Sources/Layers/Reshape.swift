import Tensors

/// Reshapes each example.
///
/// Maps `[batch, ...]` to `[batch] + shape`.
public struct Reshape: Layer {
  /// The shape of an example.
  public let shape: [Int]

  /// Creates a layer that reshapes examples.
  ///
  /// - Parameter shape: The shape of an example, with the same number of elements.
  public init(_ shape: [Int]) { self.shape = shape }

  public func callAsFunction(_ input: Tensor, in pass: inout ForwardPass) -> Tensor {
    input.reshaped([input.shape[0]] + shape)
  }
}

/// Turns each example into a vector.
///
/// Maps `[batch, ...]` to `[batch, features]`.
public struct Flatten: Layer {
  /// Creates a layer that flattens examples.
  public init() {}

  public func callAsFunction(_ input: Tensor, in pass: inout ForwardPass) -> Tensor {
    input.reshaped([input.shape[0], input.shape.dropFirst().reduce(1, *)])
  }
}
