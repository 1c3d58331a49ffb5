/// A light with a position or a direction.
public struct Light: Hashable, Sendable {
  /// The way in which a light spreads.
  public enum Spread: Hashable, Sendable {
    /// Parallel rays.
    case directional
    /// A cone around the axis, with half-angle `cutoff` in radians; the brightness falls as the
    /// cosine of the angle from the axis to the power `exponent`, and not with distance.
    case spot(cutoff: Double, exponent: Int)
  }

  /// The position of the light, in m.
  public var position: SIMD3<Double>
  /// The unit vector along which it shines.
  public var direction: SIMD3<Double>
  /// The way in which it spreads.
  public var spread: Spread
  /// The light that a diffuse surface reflects at normal incidence.
  public var diffuse: SIMD3<Float>
  /// The strength of highlights.
  public var specular: SIMD3<Float>
  /// Whether bodies block it.
  public var castsShadows: Bool
  /// The tangent of the half-angle of the square around the axis inside which a spot's shadows are
  /// drawn.
  public var shadowReach: Double

  /// Creates a light.
  public init(
    position: SIMD3<Double>, direction: SIMD3<Double>, spread: Spread,
    diffuse: SIMD3<Float>, specular: SIMD3<Float>, castsShadows: Bool = true,
    shadowReach: Double = .infinity
  ) {
    (self.position, self.direction, self.spread) = (position, direction, spread)
    (self.diffuse, self.specular) = (diffuse, specular)
    (self.castsShadows, self.shadowReach) = (castsShadows, shadowReach)
  }
}
