import Tensors

/// A sequence of layers, applied one after the other.
///
/// ```swift
/// let network = Sequential(
///   Conv2D(3, 8, kernelSize: (5, 5), activation: .relu, using: &generator),
///   Flatten(),
///   Dense(288, 10, using: &generator))
/// ```
///
/// The parameters of the layers have the paths `0.kernel`, `2.bias` and so on.
public struct Sequential: Layer, CustomReflectable {
  /// The layers, in the order in which they are applied.
  public let layers: [any Layer]

  /// Creates a chain of layers.
  public init(_ layers: any Layer...) { self.init(layers) }

  /// Creates a chain of layers.
  public init(_ layers: [any Layer]) { self.layers = layers }

  public func callAsFunction(_ input: Tensor, in pass: inout ForwardPass) -> Tensor {
    layers.reduce(input) { output, layer in layer(output, in: &pass) }
  }

  /// The layers under their numbers, without a name for the list.
  public var customMirror: Mirror { Mirror(self, children: ["": layers]) }
}

/// A nonlinearity is a layer without parameters.
extension Activation: Layer {
  /// Returns the activation of every element of `input`.
  ///
  /// - Parameters:
  ///   - input: A tensor of any shape.
  ///   - pass: Not used.
  /// - Returns: A tensor of the same shape.
  public func callAsFunction(_ input: Tensor, in pass: inout ForwardPass) -> Tensor {
    self(input)
  }
}
