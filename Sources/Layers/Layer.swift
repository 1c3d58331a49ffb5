import Tensors

/// A module that maps one tensor to another.
///
/// A layer is called as `layer(input, in: &pass)`. Everything that the call needs beyond its input
/// is in the pass, so layers that draw random weights, layers that differ between training and
/// inference, and plain layers are called in the same way and can replace each other.
public protocol Layer: Module {
  /// Returns the layer's output.
  ///
  /// - Parameters:
  ///   - input: A batch; the first axis ranges over the examples.
  ///   - pass: The evaluation of the model that this call is part of.
  /// - Returns: A batch of outputs.
  func callAsFunction(_ input: Tensor, in pass: inout ForwardPass) -> Tensor
}
