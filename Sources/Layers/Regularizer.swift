import Base
import Distributions
import Tensors

/// A recipe for the penalty on a new weight.
///
/// A penalty may have parameters, such as a learned prior, so each weight gets its own. Add your
/// own recipe as a static member in an extension.
public struct Regularizer: Sendable {
  let makePenalty: @Sendable (WeightShape, inout SeededGenerator) -> any Penalty

  /// Creates a regularizer from a function that makes the penalty on a weight of a given shape.
  public init(
    makingPenalty makePenalty:
      @escaping @Sendable (WeightShape, inout SeededGenerator) -> any Penalty
  ) {
    self.makePenalty = makePenalty
  }

  /// Creates a regularizer from a function of the draw.
  ///
  /// - Parameter loss: Maps a pass's draw of the weight to a scalar in nats.
  public init(_ loss: @escaping @Sendable (_ draw: Tensor) -> Tensor) {
    self.init { _, _ in DrawPenalty(function: loss) }
  }

  /// The sum of squares of the draw, times `scale`.
  ///
  /// Up to a constant, this is the negative log density of a normal prior of variance 1 / (2
  /// scale).
  public static func l2(_ scale: Scalar) -> Regularizer {
    Regularizer { draw in scale * (draw * draw).sum() }
  }
}

/// The cost of a weight, in nats.
///
/// A penalty requests what it needs from the weight, and the pass computes each quantity once: a
/// divergence in closed form requests ``Weight/distribution(in:)`` and never causes a draw, while
/// an estimate from the draw requests the very draw that the layer used.
public protocol Penalty: Module {
  /// Returns the cost of a weight.
  ///
  /// - Parameters:
  ///   - weight: The weight that is used.
  ///   - pass: The pass that it is used in.
  /// - Returns: A scalar in nats, for the data set as a whole.
  func loss(of weight: Weight, in pass: inout ForwardPass) -> Tensor
}

/// A penalty that depends only on the draw.
private struct DrawPenalty: Penalty {
  let function: @Sendable (Tensor) -> Tensor

  func loss(of weight: Weight, in pass: inout ForwardPass) -> Tensor {
    function(weight(in: &pass))
  }
}
