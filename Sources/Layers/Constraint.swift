import Base
import RealModule
import Tensors

/// A smooth map from all numbers to those that are allowed for a parameter.
///
/// The learned number is unconstrained, and the map turns it into a standard deviation or another
/// quantity that must be positive. This is a change of variables through which gradients flow, not
/// a projection after each step. Add your own constraint as a static member in an extension.
public struct Constraint: Sendable {
  let apply: @Sendable (Tensor) -> Tensor
  let invert: @Sendable (Scalar) -> Scalar

  /// Creates a constraint.
  ///
  /// - Parameters:
  ///   - apply: Maps unconstrained numbers to allowed ones.
  ///   - invert: Returns an unconstrained number that maps to an allowed one.
  public init(
    apply: @escaping @Sendable (Tensor) -> Tensor, invert: @escaping @Sendable (Scalar) -> Scalar
  ) {
    (self.apply, self.invert) = (apply, invert)
  }

  /// Returns the allowed numbers that unconstrained ones map to.
  public func callAsFunction(_ unconstrained: Tensor) -> Tensor { apply(unconstrained) }

  /// Returns an unconstrained number that maps to `value`.
  ///
  /// - Parameter value: An allowed number.
  /// - Returns: A finite number.
  /// - Precondition: `value` is allowed.
  public func inverse(of value: Scalar) -> Scalar {
    let unconstrained = invert(value)
    require(unconstrained.isFinite, "the constraint does not allow \(value)")
    return unconstrained
  }

  /// The margin that keeps positive numbers away from zero, 10⁻⁷.
  static let margin: Scalar = 1e-7

  /// The map eˣ.
  public static let exp = Constraint(apply: { Tensors.exp($0) }, invert: { .log($0) })

  /// The map log(1 + eˣ) + 10⁻⁷.
  public static let softplus = Constraint(
    apply: { Tensors.softplus($0) + margin },
    // log(eʸ − 1), written so that a large y does not overflow.
    invert: { value in
      let y = value - margin
      return y > 0 ? y + .log(-.expMinusOne(-y)) : .nan
    })

  /// The map max(x, 10⁻⁷), whose gradient is zero below the bound.
  public static let positive = Constraint(
    apply: { Tensors.maximum($0, Tensor(margin)) }, invert: { $0 >= margin ? $0 : .nan })
}
