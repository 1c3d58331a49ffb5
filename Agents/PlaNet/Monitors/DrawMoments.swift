import Base
import Tensors

/// The mean of a quantity over draws, and its spread in two parts, all of one shape.
///
/// Each draw of the weights has draws of the latent states of its own. By the law of total variance
/// the spread of all has two parts: what weights disagree about, which more experience would settle,
/// and what chance decides under any one of them. With K draws of the weights and L of the latent
/// states, without bias:
///
///     latent²  = meanₖ varₗ xₖₗ
///     weights² = varₖ meanₗ xₖₗ − latent² / L
///
/// A single draw of either has no part in the spread.
public struct DrawMoments {
  /// The mean over all draws.
  public let mean: Tensor
  /// The variance between draws of the weights, beyond what latent states explain; by chance it may
  /// be below zero.
  public let weightVariance: Tensor
  /// The variance between latent states under the same weights.
  public let latentVariance: Tensor

  /// Splits the spread of draws.
  ///
  /// - Parameters:
  ///   - draws: One tensor a draw of the weights, of equal shapes.
  ///   - axis: The axis of the draws of latent states.
  /// - Precondition: There is a draw.
  package init(_ draws: [Tensor], latentAxis axis: Int) {
    require(!draws.isEmpty, "moments need a draw")
    let (weightDraws, latentDraws) = (Scalar(draws.count), Scalar(draws[0].shape[axis]))
    let means = stacked(draws.map { $0.mean(axis: axis) })
    mean = means.mean(axis: 0)
    let none = Tensor(repeating: 0, shape: mean.shape)
    latentVariance =
      latentDraws > 1
      ? stacked(draws.map { $0.variance(axes: [axis]) }).mean(axis: 0)
        * (latentDraws / (latentDraws - 1)) : none
    weightVariance =
      weightDraws > 1
      ? means.variance(axes: [0]) * (weightDraws / (weightDraws - 1))
        - latentVariance / latentDraws : none
  }

  /// The standard deviation between draws of the weights, cut at zero.
  public var weightStddev: Tensor { sqrt(relu(weightVariance)) }

  /// The standard deviation between latent states under the same weights.
  public var latentStddev: Tensor { sqrt(latentVariance) }

  /// The standard deviation over all draws.
  public var stddev: Tensor { sqrt(relu(weightVariance) + latentVariance) }
}
