import Base
import PlanarPhysics

/// A solid body with a position, an orientation and an appearance.
public struct Primitive: Hashable, Sendable {
  /// The form of a body, centred, in m.
  public enum Shape: Hashable, Sendable {
    /// A ball.
    case sphere(radius: Double)
    /// A cylinder along the third axis with a hemisphere on each end of its `halfLength`.
    case capsule(radius: Double, halfLength: Double)
    /// A cylinder along the third axis with flat ends.
    case cylinder(radius: Double, halfLength: Double)
    /// A cuboid whose edges are twice the given lengths.
    case box(halfSize: SIMD3<Double>)
    /// An ellipsoid of the given semi-axes.
    case ellipsoid(semiAxes: SIMD3<Double>)
  }

  /// The form.
  public var shape: Shape
  /// The centre, in m.
  public var center: SIMD3<Double>
  /// The directions of the form's axes.
  public var orientation: Rotation
  /// The appearance of the surface.
  public var finish: Finish
  /// The label of the body in a segmentation.
  public var label: UInt8
  /// Whether it is drawn and casts shadows.
  public var isVisible = true

  /// Creates a body.
  public init(
    _ shape: Shape, center: SIMD3<Double>, orientation: Rotation = .identity,
    finish: Finish, label: UInt8
  ) {
    (self.shape, self.center, self.orientation) = (shape, center, orientation)
    (self.finish, self.label) = (finish, label)
  }
}
