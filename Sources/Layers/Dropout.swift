import Base
import Tensors

/// Sets a random part of its input to zero in training passes.
///
/// The rest is scaled by 1 / (1 − rate), which preserves the mean. In other passes the input is
/// unchanged.
///
/// Reference: Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from
/// Overfitting", JMLR 15, 2014.
public struct Dropout: Layer {
  /// The probability that an element is set to zero.
  public let rate: Scalar

  /// Creates a dropout.
  ///
  /// - Parameter rate: The probability that an element is set to zero, in [0, 1).
  public init(_ rate: Scalar) {
    require((0..<1).contains(rate), "a dropout rate is in [0, 1), not \(rate)")
    self.rate = rate
  }

  public func callAsFunction(_ input: Tensor, in pass: inout ForwardPass) -> Tensor {
    guard pass.isTraining && rate > 0 else { return input }
    return input * Self.mask(input.shape, rate: rate, using: &pass.generator)
  }

  /// Returns factors of which a fraction of `rate` is zero and whose mean is one.
  package static func mask(
    _ shape: [Int], rate: Scalar, using generator: inout SeededGenerator
  ) -> Tensor {
    let scale = 1 / (1 - rate)
    let uniform = Tensor(uniform: shape, using: &generator)
    for index in 0..<uniform.count {
      uniform.elements[index] = uniform.elements[index] < rate ? 0 : scale
    }
    return uniform
  }
}
