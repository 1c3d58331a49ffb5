import Base
import Distributions
import Layers
import Tensors

/// Several points for a weight, one of which is drawn: an ensemble inside a layer.
///
/// There is no density, so nothing but penalties on the draw can be charged.
public struct MixtureOfDeltas: Posterior {
  /// The points, of shape `[components] + shape`.
  public let points: Parameter

  /// Creates a mixture of points.
  ///
  /// - Parameter points: The first points, one along the first axis, at least one.
  public init(points: Tensor) {
    require(
      points.rank > 0 && points.shape[0] > 0,
      "points of shape \(points.shape) hold none to draw")
    self.points = Parameter(points)
  }

  /// Draws one of the points, all of them equally likely.
  ///
  /// - Parameter pass: The source of randomness.
  /// - Returns: A point, or the mean of all where the pass asks for it.
  public func sample(in pass: inout ForwardPass) -> Tensor {
    let points = pass.value(of: points)
    return pass.weights == .mean
      ? points.mean(axis: 0) : points[pass.generator.nextInteger(below: points.shape[0])]
  }
}
