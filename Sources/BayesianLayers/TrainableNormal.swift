import Distributions
import Layers
import Tensors

/// A normal distribution over a weight, with a mean for each element.
///
/// The standard deviations are σ = softplus(ρ), or another `Constraint` of ρ, so that steps of an
/// optimizer cannot make them negative.
public struct TrainableNormal: ExplicitPosterior {
  /// The means μ, of the shape of the weight.
  public let mean: Parameter
  /// The ρ that standard deviations are made of: one an element or one for all; `nil` if σ is fixed.
  public let unconstrainedStddev: Parameter?

  private let constraint: Constraint
  private let fixedStddev: Scalar

  /// Creates a normal distribution that learns.
  ///
  /// - Parameters:
  ///   - mean: The first means.
  ///   - stddev: The first standard deviation, positive and finite, and who shares it.
  ///   - constraint: Makes standard deviations of numbers without bounds.
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

/// The standard deviation that a distribution over a weight starts with.
///
/// A literal is the start of each element's own: `.trainableNormal(stddev: 0.1)`.
public struct InitialStddev: Sendable, ExpressibleByFloatLiteral {
  enum Sharing { case each, shared, fixed }

  let value: Scalar
  let sharing: Sharing

  /// Creates a standard deviation that each element learns for itself.
  public init(floatLiteral value: Double) { self = .each(Scalar(value)) }

  private init(_ value: Scalar, _ sharing: Sharing) {
    (self.value, self.sharing) = (value, sharing)
  }

  /// Each element learns its own.
  public static func each(_ value: Scalar) -> InitialStddev { InitialStddev(value, .each) }

  /// All elements of a weight learn one together.
  public static func shared(_ value: Scalar) -> InitialStddev { InitialStddev(value, .shared) }

  /// The value stays as it is, above zero: a weight without spread is a point.
  public static func fixed(_ value: Scalar) -> InitialStddev { InitialStddev(value, .fixed) }
}
