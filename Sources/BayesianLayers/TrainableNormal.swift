import Distributions
import Layers
import Tensors

/// A normal distribution over a weight, with a mean for each element.
///
/// The standard deviations are σ = softplus(ρ), or another `Constraint` of ρ, so that optimizer
/// steps cannot make them negative.
public struct TrainableNormal: ExplicitPosterior {
  /// The means μ, of the shape of the weight.
  public let mean: Parameter
  /// The unconstrained ρ of the standard deviations, one per element or one for all; `nil` if σ is
  /// fixed.
  public let unconstrainedStddev: Parameter?

  private let constraint: Constraint
  private let fixedStddev: Scalar

  /// Creates a trainable normal distribution.
  ///
  /// - Parameters:
  ///   - mean: The initial means.
  ///   - stddev: The initial standard deviation, positive and finite, and how elements share it.
  ///   - constraint: Maps unconstrained numbers to standard deviations.
  public init(mean: Tensor, stddev: InitialStddev, constraint: Constraint = .softplus) {
    requirePositive("stddev", stddev.value)
    self.mean = Parameter(mean)
    self.constraint = constraint
    fixedStddev = stddev.value
    let shape: [Int]? =
      switch stddev.sharing {
      case .each: mean.shape
      case .shared: []
      case .fixed: nil
      }
    unconstrainedStddev = shape.map { shape in
      Parameter(Tensor(repeating: constraint.inverse(of: stddev.value), shape: shape))
    }
  }

  /// Returns the normal distribution, with gradients to μ and ρ.
  ///
  /// - Parameter pass: The source of the parameters on its tape.
  /// - Returns: A `Normal`, whose standard deviation is a scalar if it is shared or fixed.
  public func distribution(in pass: inout ForwardPass) -> any Distribution {
    let stddev =
      unconstrainedStddev.map { constraint(pass.value(of: $0)) } ?? Tensor(fixedStddev)
    return Normal(mean: pass.value(of: mean), stddev: stddev)
  }
}

/// The initial standard deviation of a distribution over a weight, and how elements share it.
///
/// A literal is an initial value that each element then learns for itself:
/// `.trainableNormal(stddev: 0.1)`.
public struct InitialStddev: Sendable, ExpressibleByFloatLiteral {
  enum Sharing { case each, shared, fixed }

  let value: Scalar
  let sharing: Sharing

  /// Creates a standard deviation that each element learns for itself.
  public init(floatLiteral value: Double) { self = .each(Scalar(value)) }

  private init(_ value: Scalar, _ sharing: Sharing) {
    (self.value, self.sharing) = (value, sharing)
  }

  /// Each element learns its own standard deviation.
  public static func each(_ value: Scalar) -> InitialStddev { InitialStddev(value, .each) }

  /// All elements of a weight share one learned standard deviation.
  public static func shared(_ value: Scalar) -> InitialStddev { InitialStddev(value, .shared) }

  /// The value stays fixed and must be above zero, since a weight without spread is a point.
  public static func fixed(_ value: Scalar) -> InitialStddev { InitialStddev(value, .fixed) }
}
