import Base
import Distributions
import Layers
import Tensors

/// A weight that is drawn from several points: an ensemble inside a layer.
///
/// There is no density, so only penalties on the draw can be charged.
public struct MixtureOfDeltas: Posterior {
  /// The points, of shape `[components] + shape`.
  public let points: Parameter

  /// Creates a mixture of points.
  ///
  /// - Parameter points: The initial points, at least one, along the first axis.
  public init(points: Tensor) {
    require(
      points.rank > 0 && points.shape[0] > 0,
      "points of shape \(points.shape) hold none to draw")
    self.points = Parameter(points)
  }

  /// Draws one of the points with equal probability.
  ///
  /// - Parameter pass: The source of randomness.
  /// - Returns: A point, or the mean of all if the pass asks for it.
  public func sample(in pass: inout ForwardPass) -> Tensor {
    let points = pass.value(of: points)
    return pass.weights == .mean
      ? points.mean(axis: 0) : points[pass.generator.nextInteger(below: points.shape[0])]
  }
}
