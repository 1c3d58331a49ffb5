import Distributions
import Tensors

/// The source of a weight's draws, with the parameters that are learned.
///
/// A weight only has to be drawn. A posterior may push noise through a network, or multiply draws
/// of other weights by each other: such a posterior has no density that could be written down, but
/// works all the same. A posterior that has a density is an ``ExplicitPosterior``.
///
/// A posterior that is composed of other ``Weight``s charges their regularizers once per pass, like
/// any other use of a weight.
public protocol Posterior: Module {
  /// Draws the weight.
  ///
  /// - Parameter pass: The source of randomness, and of parameters on its tape. If its
  ///   ``ForwardPass/weights`` are the mean, the mean is requested instead of a draw.
  /// - Returns: A tensor of the weight's shape.
  func sample(in pass: inout ForwardPass) -> Tensor
}

/// A posterior that is a distribution, with a mean and a density.
///
/// Divergences in closed form, Flipout and local reparameterization need one. A pass draws from the
/// distribution, so a custom ``Posterior/sample(in:)`` is never called.
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
  /// - Returns: A draw, or the mean if the pass asks for it.
  public func sample(in pass: inout ForwardPass) -> Tensor {
    let distribution = distribution(in: &pass)
    return pass.weights == .mean
      ? distribution.mean : distribution.sample(using: &pass.generator)
  }
}
