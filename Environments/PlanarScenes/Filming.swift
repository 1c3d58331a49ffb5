import PlanarPhysics
import RealModule

/// The camera and the lights for a planar world.
public struct Filming: Hashable, Sendable {
  /// The camera; if it follows, its position is for the world as described.
  public var camera: Camera
  /// The light besides the headlight; if it follows, its position is for the world as described.
  public var light: Light
  /// Whether camera and light keep their distance from the centre of mass.
  public var followsCenterOfMass: Bool

  /// Creates a filming.
  public init(camera: Camera, light: Light, followsCenterOfMass: Bool) {
    (self.camera, self.light) = (camera, light)
    self.followsCenterOfMass = followsCenterOfMass
  }

  /// Returns a filming from the side, with a spot overhead.
  ///
  /// - Parameters:
  ///   - position: The camera's position for the world as described, in m.
  ///   - tilt: The angle by which the camera looks down, in radians.
  ///   - spot: The height of the spot over the origin, in m.
  ///   - isFollowing: Whether camera and light follow the centre of mass.
  /// - Returns: The camera and the lights.
  public static func side(
    from position: SIMD3<Double>, tilt: Double = 0, spot: SIMD3<Double>, isFollowing: Bool
  ) -> Filming {
    Filming(
      camera: Camera(position: position, orientation: .looking(down: tilt)),
      light: .spot(at: spot), followsCenterOfMass: isFollowing)
  }

  /// The filming of tasks that do not choose one: 3 m to the side, following.
  public static let standard = Filming.side(
    from: [0, -3, 1], spot: [0, 0, 3], isFollowing: true)
}

extension Light {
  /// Returns a spot that shines down from a point, like the control suite's.
  public static func spot(at position: SIMD3<Double>) -> Light {
    let cutoff = Double.pi / 4
    return Light(
      position: position, direction: [0, 0, -1], spread: .spot(cutoff: cutoff, exponent: 10),
      diffuse: SIMD3(repeating: 0.7), specular: SIMD3(repeating: 0.3),
      // Shadows are drawn inside 0.6 of the cone.
      shadowReach: Double.tan(0.6 * cutoff))
  }

  /// A light from directly above, like the control suite's.
  public static let overhead = Light(
    position: [0, 0, 2], direction: [0, 0, -1], spread: .directional,
    diffuse: SIMD3(repeating: 0.6), specular: SIMD3(repeating: 0.3))
}

extension Rotation {
  /// Creates a rotation whose third axis points along `axis`, with arbitrary other axes.
  ///
  /// - Parameter axis: Any vector; zero stands for the vertical.
  public init(z axis: SIMD3<Double>) {
    let length = (axis * axis).sum().squareRoot()
    let z = length > 0 ? axis / length : SIMD3(0, 0, 1)
    let helper: SIMD3<Double> = abs(z.y) < 0.9 ? SIMD3(0, 1, 0) : SIMD3(1, 0, 0)
    let across = cross(helper, z)
    let x = across / (across * across).sum().squareRoot()
    self.init(x: x, y: cross(z, x), z: z)
  }

  /// Returns the axes of a camera that looks along +y, and down by an angle in radians.
  public static func looking(down angle: Double) -> Rotation {
    let (cosine, sine) = (Double.cos(angle), Double.sin(angle))
    return Rotation(x: [1, 0, 0], y: [0, sine, cosine], z: [0, -cosine, sine])
  }
}
