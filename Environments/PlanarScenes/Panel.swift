import Base
import PlanarPhysics

/// A rectangle that is visible from the side to which its third axis points.
public struct Panel: Hashable, Sendable {
  /// The pattern painted on a panel.
  public enum Pattern: Hashable, Sendable {
    /// One colour.
    case plain(SIMD3<Float>)
    /// Squares of 1 m in two colours, in phase with the corner (−x, +y), with lines of the given
    /// half-width in the second colour around every two squares.
    case checker(SIMD3<Float>, SIMD3<Float>, lineHalfWidth: Float)
  }

  /// The centre, in m.
  public var center: SIMD3<Double>
  /// The directions of the edges, and the normal.
  public var orientation: Rotation
  /// Half the lengths of the edges along x and y, in m.
  public var halfSize: SIMD2<Double>
  /// The spacing along x and y, in m, of the grid lines at whose crossings light is evaluated.
  public var lattice: SIMD2<Double>
  /// The pattern painted on it.
  public var pattern: Pattern
  /// The fraction of its reflections that is added, in [0, 1].
  public var reflectance: Float
  /// The strength of highlights, in [0, 1].
  public var specular: Float
  /// The label of the panel in a segmentation.
  public var label: UInt8

  /// Creates a panel.
  ///
  /// - Precondition: There are at most a million lattice lines along each side.
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
