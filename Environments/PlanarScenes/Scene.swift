import PlanarPhysics
import RealModule

/// Everything that a picture shows, in world coordinates.
///
/// A scene is a plain value: any model can fill one in, not only the planar worlds of this package.
/// Lengths are in metres, angles in radians, z points up, and colours are red, green and blue in
/// [0, 1] without gamma.
public struct Scene: Sendable {
  /// Where the picture is taken from.
  public var camera: Camera
  /// The light that shines along the camera's view.
  public var headlight: Headlight
  /// The other lights.
  public var lights: [Light]
  /// Flat rectangles such as floors and walls: what can mirror, and what shadows fall on.
  public var panels: [Panel]
  /// The solid bodies.
  public var primitives: [Primitive]
  /// Whether the background is the starry sky; otherwise it is black.
  public var showsSky: Bool

  /// Creates a scene.
  public init(
    camera: Camera, headlight: Headlight = Headlight(), lights: [Light] = [],
    panels: [Panel] = [], primitives: [Primitive] = [], showsSky: Bool = true
  ) {
    (self.camera, self.headlight, self.lights) = (camera, headlight, lights)
    (self.panels, self.primitives, self.showsSky) = (panels, primitives, showsSky)
  }
}

/// A perspective camera.
public struct Camera: Hashable, Sendable {
  /// The centre of projection, in m.
  public var position: SIMD3<Double>
  /// The directions to the right, up, and backwards, towards the viewer.
  public var orientation: Rotation
  /// The angle between the lowest and the highest ray of a picture, in radians.
  public var fieldOfView: Double

  /// Creates a camera.
  public init(
    position: SIMD3<Double>, orientation: Rotation, fieldOfView: Double = .pi / 4
  ) {
    (self.position, self.orientation) = (position, orientation)
    self.fieldOfView = fieldOfView
  }
}

extension Camera {
  /// Returns where in a picture a point is seen, in pixels from the upper left corner.
  ///
  /// - Parameters:
  ///   - point: The point, in m.
  ///   - width: The width of the picture.
  ///   - height: The height of the picture.
  /// - Returns: The place, inside the picture or not, or nil for a point behind the camera.
  public func project(_ point: SIMD3<Double>, width: Int, height: Int) -> SIMD2<Double>? {
    let path = point - position
    let depth = -(path * orientation.z).sum()
    guard depth > 1e-6 else { return nil }
    let scale = Double(height) / (2 * Double.tan(fieldOfView / 2)) / depth
    let (right, up) = ((path * orientation.x).sum(), (path * orientation.y).sum())
    return SIMD2(Double(width) / 2 + scale * right, Double(height) / 2 - scale * up)
  }
}

/// A light that always shines along the camera's view, and casts no shadow.
public struct Headlight: Hashable, Sendable {
  /// What reaches a surface whatever its direction.
  public var ambient: SIMD3<Float>
  /// What a matte surface returns at normal incidence.
  public var diffuse: SIMD3<Float>
  /// The strength of highlights.
  public var specular: SIMD3<Float>

  /// Creates a headlight.
  public init(
    ambient: SIMD3<Float> = SIMD3(repeating: 0.4), diffuse: SIMD3<Float> = SIMD3(repeating: 0.8),
    specular: SIMD3<Float> = SIMD3(repeating: 0.1)
  ) {
    (self.ambient, self.diffuse, self.specular) = (ambient, diffuse, specular)
  }
}

/// A light with a place or a direction.
public struct Light: Hashable, Sendable {
  /// How a light spreads.
  public enum Spread: Hashable, Sendable {
    /// Parallel rays.
    case directional
    /// A cone around the axis, of half-angle `cutoff` in radians; the brightness falls as the
    /// cosine of the angle from the axis to the power `exponent`, and not with distance.
    case spot(cutoff: Double, exponent: Int)
  }

  /// Where the light is, in m.
  public var position: SIMD3<Double>
  /// The unit vector along which it shines.
  public var direction: SIMD3<Double>
  /// How it spreads.
  public var spread: Spread
  /// What a matte surface returns at normal incidence.
  public var diffuse: SIMD3<Float>
  /// The strength of highlights.
  public var specular: SIMD3<Float>
  /// Whether bodies stand in its way.
  public var castsShadows: Bool
  /// The tangent of the half-angle of the square around the axis inside which a spot's shadows
  /// are drawn.
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
