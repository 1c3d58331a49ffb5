/// The softness of a constraint.
///
/// A constraint acts like a spring and damper on its violation, scaled by an impedance that rises
/// from `minimum` to `maximum` over a depth of `width`:
///
///     B = 2 / (d₁ τ),  K = 1 / (d₁ τ ζ)²,  x = |depth| / width
///     d(x) = d₀ + y(x) (d₁ − d₀),  y = xᵖ / mᵖ⁻¹ up to the midpoint m, mirrored above it
///
/// Reference: Todorov, "Convex and analytically-invertible dynamics with contacts and
/// constraints", ICRA 2014; MuJoCo documentation, "Solver parameters".
public struct Softness: Hashable, Sendable {
  /// The time constant τ of the spring and damper, in s; at least two time steps.
  public var timeConstant: Double
  /// The damping ratio ζ; 1 is critical.
  public var dampingRatio: Double
  /// The impedance d₀ at depth zero, clamped to [0.0001, 0.9999].
  public var minimum: Double
  /// The impedance d₁ at full depth, clamped to [0.0001, 0.9999].
  public var maximum: Double
  /// The depth at which the impedance reaches its maximum, in m or rad.
  public var width: Double
  /// The fraction m of the depth at which the rise is mirrored.
  public var midpoint: Double
  /// The power p of the rise.
  public var power: Double

  /// Creates a softness; the defaults are MuJoCo's.
  public init(
    timeConstant: Double = 0.02, dampingRatio: Double = 1, minimum: Double = 0.9,
    maximum: Double = 0.95, width: Double = 0.001, midpoint: Double = 0.5, power: Double = 2
  ) {
    self.timeConstant = timeConstant
    self.dampingRatio = dampingRatio
    self.minimum = minimum
    self.maximum = maximum
    self.width = width
    self.midpoint = midpoint
    self.power = power
  }

  /// Returns the mean of two softnesses, which applies between two geoms.
  func mixed(with other: Softness) -> Softness {
    Softness(
      timeConstant: (timeConstant + other.timeConstant) / 2,
      dampingRatio: (dampingRatio + other.dampingRatio) / 2,
      minimum: (minimum + other.minimum) / 2, maximum: (maximum + other.maximum) / 2,
      width: (width + other.width) / 2, midpoint: (midpoint + other.midpoint) / 2,
      power: (power + other.power) / 2)
  }

  /// Whether every number is in its range.
  var isValid: Bool {
    timeConstant > 0 && dampingRatio > 0 && width > 0 && power >= 1
      && (0...1).contains(minimum) && (0...1).contains(maximum) && midpoint > 0 && midpoint < 1
      && timeConstant.isFinite && dampingRatio.isFinite && width.isFinite && power.isFinite
  }
}
