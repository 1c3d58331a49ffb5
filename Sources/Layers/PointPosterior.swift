import Distributions
import Tensors

/// A point: a weight that is the same in every pass.
///
/// Its parameter has the path of the weight itself, as in `dense.kernel`.
public struct PointPosterior: ExplicitPosterior, CustomReflectable {
  /// The point.
  public let value: Parameter

  /// Creates a point.
  public init(_ value: Tensor) { self.value = Parameter(value) }

  /// Returns the distribution that always gives the point.
  ///
  /// - Parameter pass: The source of the parameter on its tape.
  /// - Returns: A `Deterministic`.
  public func distribution(in pass: inout ForwardPass) -> any Distribution {
    Deterministic(pass.value(of: value))
  }

  /// The parameter, under the path of its owner.
  public var customMirror: Mirror { Mirror(self, children: ["": value]) }
}
