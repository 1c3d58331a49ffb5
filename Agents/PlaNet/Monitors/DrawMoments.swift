import Base
import Tensors

/// The mean of a quantity over draws, and its spread in two parts, all of one shape.
///
/// Each draw of the weights has separate draws of the states. By the law of total variance the
/// total spread has two parts: the disagreement of weights, which more experience would settle, and
/// the randomness of states under any weights. With K draws of the weights and L of the states,
/// without bias:
///
///     states²  = meanₖ varₗ xₖₗ
///     weights² = varₖ meanₗ xₖₗ − states² / L
///
/// A single draw of either kind contributes nothing to the spread.
public struct DrawMoments {
  /// The mean over all draws.
  public let mean: Tensor
  /// The variance between draws of the weights, beyond what states explain; it may be negative by
  /// chance.
  public let weightVariance: Tensor
  /// The variance between draws of states under the same weights.
  public let stateVariance: Tensor

  /// Splits the spread of draws.
  ///
  /// - Parameters:
  ///   - draws: One tensor per draw of the weights, of equal shapes.
  ///   - axis: The axis of the draws of states.
  /// - Precondition: There is at least one draw.
  package init(_ draws: [Tensor], stateAxis axis: Int) {
    require(!draws.isEmpty, "moments need a draw")
    let (weightDrawCount, stateDrawCount) = (Scalar(draws.count), Scalar(draws[0].shape[axis]))
    let means = stacked(draws.map { $0.mean(axis: axis) })
    mean = means.mean(axis: 0)
    let none = Tensor(repeating: 0, shape: mean.shape)
    stateVariance =
      stateDrawCount > 1
      ? stacked(draws.map { $0.variance(axes: [axis]) }).mean(axis: 0)
        * (stateDrawCount / (stateDrawCount - 1)) : none
    weightVariance =
      weightDrawCount > 1
      ? means.variance(axes: [0]) * (weightDrawCount / (weightDrawCount - 1))
        - stateVariance / stateDrawCount : none
  }

  /// The standard deviation between draws of the weights, clamped at zero.
  public var weightStddev: Tensor { sqrt(relu(weightVariance)) }

  /// The standard deviation between draws of states under the same weights.
  public var stateStddev: Tensor { sqrt(stateVariance) }

  /// The standard deviation over all draws.
  public var stddev: Tensor { sqrt(relu(weightVariance) + stateVariance) }
}
