import Base
import Layers
import Tensors

/// A dropout that stays active in predictions, so that passes differ.
///
/// A mask is a draw of a random function like any other: it is drawn in passes that draw their
/// weights, and absent in a pass of mean weights. An example keeps its mask for the whole pass,
/// over all steps of a sequence. Each place in a network therefore needs its own dropout: one that
/// is used in two places applies the same mask twice.
///
/// Reference: Gal and Ghahramani, "Dropout as a Bayesian Approximation", ICML 2016, section 4, and
/// "A Theoretically Grounded Application of Dropout in Recurrent Neural Networks", NeurIPS 2016,
/// section 4, for the mask that is kept.
public struct MonteCarloDropout: Layer {
  /// The probability that an element is set to zero.
  public let rate: Scalar

  private let masks = PassMemory()

  /// Creates a dropout.
  ///
  /// - Parameter rate: The probability that an element is set to zero, in [0, 1).
  public init(_ rate: Scalar) {
    require((0..<1).contains(rate), "a dropout rate is in [0, 1), not \(rate)")
    self.rate = rate
  }

  public func callAsFunction(_ input: Tensor, in pass: inout ForwardPass) -> Tensor {
    guard pass.weights == .sampled && rate > 0 else { return input }
    return input
      * masks(input.shape, in: &pass) { pass in
        Dropout.mask(input.shape, rate: rate, using: &pass.generator)
      }
  }
}
