import Base
import Layers
import Tensors

/// A module with an input, for tests that treat all kinds of modules alike.
public struct Model {
  /// The module.
  public let module: any Module
  /// The input, which tests differentiate by as well.
  public let input: Parameter
  /// Computes the output for the input.
  public let output: (Tensor, inout ForwardPass) -> Tensor

  /// Creates a model.
  public init(
    _ module: any Module, input: Tensor,
    output: @escaping (Tensor, inout ForwardPass) -> Tensor
  ) {
    (self.module, self.input, self.output) = (module, Parameter(input), output)
  }

  /// Creates a model of one layer.
  public init(_ layer: any Layer, input: Tensor) {
    self.init(layer, input: input) { layer($0, in: &$1) }
  }

  /// The module's parameters and the input.
  public var parameters: [(path: String, parameter: Parameter)] {
    module.parameters + [(path: "input", parameter: input)]
  }

  /// Returns the output of a pass.
  public func callAsFunction(in pass: inout ForwardPass) -> Tensor {
    output(pass.value(of: input), &pass)
  }

  /// Returns a scalar that depends on all outputs, and on the regularization.
  public func loss(in pass: inout ForwardPass) -> Tensor {
    let output = self(in: &pass)
    var generator = SeededGenerator(seed: 77)
    let weights = Tensor(standardNormal: output.shape, using: &generator)
    return (weights * output + 0.5 * output * output).sum() + pass.regularization
  }
}
