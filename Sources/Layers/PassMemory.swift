import Tensors

/// A tensor that a layer makes once in a pass and then reuses.
///
/// A pass is one draw of a random function, and some of its draws are not weights: the signs of a
/// Flipout layer, the mask of Monte Carlo dropout. A layer that keeps them in a memory gets the
/// same tensor at every step of a sequence. A layer can also remember what it derives from a weight
/// and would otherwise compute at every call.
///
/// ```swift
/// let signs = signMemory([batchSize, inputSize], in: &pass) { pass in
///   Tensor(randomSigns: [batchSize, inputSize], using: &pass.generator)
/// }
/// ```
public final class PassMemory: Sendable {
  /// Creates a memory.
  public init() {}

  /// Returns the tensor that `make` made when it was first called with this shape in the pass.
  ///
  /// - Parameters:
  ///   - shape: A key that distinguishes tensors: another shape is another tensor.
  ///   - pass: The pass to remember it in.
  ///   - make: Makes the tensor.
  /// - Returns: The tensor of this pass.
  public func callAsFunction(
    _ shape: [Int] = [], in pass: inout ForwardPass, make: (inout ForwardPass) -> Tensor
  ) -> Tensor {
    pass.remember(self, shape: shape, make)
  }
}
