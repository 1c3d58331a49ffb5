import Distributions
import Tensors

/// What a weight is drawn from, with the parameters that learn.
///
/// A draw is all that a weight needs. A posterior may push noise through a network, or multiply
/// draws of weights of its own by each other: such a posterior has no density that anyone could
/// write down, and works all the same. One that has a density is an ``ExplicitPosterior``.
///
/// A posterior that is made of other ``Weight``s charges what their regularizers say, once a pass,
/// as any user of a weight does.
public protocol Posterior: Module {
  /// Draws the weight.
  ///
  /// - Parameter pass: The source of randomness, and of parameters on its tape. Where its
  ///   ``ForwardPass/weights`` are the mean, the mean is asked for instead of a draw.
  /// - Returns: A tensor of the weight's shape.
  func sample(in pass: inout ForwardPass) -> Tensor
}

/// A posterior that is a distribution, with a mean and a density.
///
/// Divergences in closed form, Flipout and local reparameterization need one. A pass draws from the
/// distribution, so a ``Posterior/sample(in:)`` of one's own is not asked.
public protocol ExplicitPosterior: Posterior {
  /// Returns the distribution, with gradients to the parameters.
  ///
  /// - Parameter pass: The source of parameters on its tape.
  /// - Returns: The distribution of a weight.
  func distribution(in pass: inout ForwardPass) -> any Distribution
}

extension ExplicitPosterior {
  /// Draws the weight from its distribution.
  ///
  /// - Parameter pass: The source of randomness, and of parameters on its tape.
  /// - Returns: A draw, or the mean where the pass asks for it.
  public func sample(in pass: inout ForwardPass) -> Tensor {
    let distribution = distribution(in: &pass)
    return pass.weights == .mean
      ? distribution.mean : distribution.sample(using: &pass.generator)
  }
}
