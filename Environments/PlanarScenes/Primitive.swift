import Base
import PlanarPhysics

/// A solid body with a place, a direction and a look.
public struct Primitive: Hashable, Sendable {
  /// The form of a body, centred, in m.
  public enum Shape: Hashable, Sendable {
    /// A ball.
    case sphere(radius: Double)
    /// A cylinder along the third axis with a hemisphere on each end of its `halfLength`.
    case capsule(radius: Double, halfLength: Double)
    /// A cylinder along the third axis with flat ends.
    case cylinder(radius: Double, halfLength: Double)
    /// A cuboid of half the given edges.
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
  /// What the surface looks like.
  public var finish: Finish
  /// What marks the body in a segmentation.
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

/// How a surface returns light.
public struct Finish: Hashable, Sendable {
  /// The colour of the matte part.
  public var color: SIMD3<Float>
  /// The strength of highlights, in [0, 1].
  public var specular: Float
  /// The sharpness of highlights: the power of the cosine in Blinn's model.
  public var shininess: Int

  /// Creates a finish.
  public init(color: SIMD3<Float>, specular: Float = 0.5, shininess: Int = 64) {
    (self.color, self.specular, self.shininess) = (color, specular, shininess)
  }
}

/// A rectangle that is seen from the side that its third axis points to.
public struct Panel: Hashable, Sendable {
  /// What is painted on a panel.
  public enum Pattern: Hashable, Sendable {
    /// One colour.
    case plain(SIMD3<Float>)
    /// Squares of 1 m in two colours, in phase with the corner (−x, +y), and in the second
    /// colour lines of the given half-width around every two squares.
    case checker(SIMD3<Float>, SIMD3<Float>, lineHalfWidth: Float)
  }

  /// The centre, in m.
  public var center: SIMD3<Double>
  /// The directions of the edges, and the normal.
  public var orientation: Rotation
  /// Half the lengths of the edges along x and y, in m.
  public var halfSize: SIMD2<Double>
  /// The distance, along x and y in m, of the grid lines at whose crossings light is evaluated.
  public var lattice: SIMD2<Double>
  /// What is painted on it.
  public var pattern: Pattern
  /// How much of what it mirrors is added, in [0, 1].
  public var reflectance: Float
  /// How strong highlights are, in [0, 1].
  public var specular: Float
  /// What marks the panel in a segmentation.
  public var label: UInt8

  /// Creates a panel.
  ///
  /// - Precondition: There are at most a million lattice lines on a side.
  public init(
    center: SIMD3<Double>, orientation: Rotation = .identity, halfSize: SIMD2<Double>,
    lattice: SIMD2<Double>, pattern: Pattern, reflectance: Float = 0, specular: Float = 0.5,
    label: UInt8
  ) {
    require(
      halfSize.x / lattice.x < 5e5 && halfSize.y / lattice.y < 5e5 && lattice.x > 0
        && lattice.y > 0 && halfSize.x >= 0 && halfSize.y >= 0,
      "a panel of half-size \(halfSize) cannot have a lattice of \(lattice)")
    (self.center, self.orientation, self.halfSize) = (center, orientation, halfSize)
    (self.lattice, self.pattern, self.reflectance) = (lattice, pattern, reflectance)
    (self.specular, self.label) = (specular, label)
  }
}
