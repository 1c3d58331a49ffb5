/// A shape fixed to a body, which has mass, makes contacts and is drawn.
///
/// Positions are given in space, in the frame of the body; the component along the plane's axis
/// matters only for pictures and touch sensors.
public struct Geom: Hashable, Sendable {
  /// The source of a geom's mass.
  public enum Mass: Hashable, Sendable {
    /// The volume times a density, in kg/m³.
    case density(Double)
    /// A given mass, in kg.
    case kilograms(Double)
  }

  /// The name of the geom.
  public var name: String
  /// Its shape.
  public var shape: Shape
  /// Its placement in the frame of its body.
  public var placement: Placement
  /// Its appearance.
  public var material: Material
  /// The source of its mass.
  public var mass: Mass
  /// The coefficient of sliding friction; the larger one of two geoms applies, or 1e-5 in place of
  /// anything smaller except 0.
  public var friction: Double
  /// The softness of its contacts; the mean of two geoms applies.
  public var softness: Softness
  /// The bits that denote its kinds.
  ///
  /// Two geoms may touch if a kind of one is a partner of the other.
  public var contactKinds: UInt32
  /// The bits that denote the kinds it may touch.
  public var contactPartners: UInt32
  /// Whether it is drawn.
  public var isVisible = true

  /// Creates a geom.
  public init(
    _ name: String, _ shape: Shape, at position: SIMD3<Double> = .zero,
    rotation: Rotation = .identity, material: Material = .body, mass: Mass = .density(1000),
    friction: Double = 1, softness: Softness = Softness(), contactKinds: UInt32 = 1,
    contactPartners: UInt32 = 1
  ) {
    self.name = name
    self.shape = shape
    self.placement = Placement(position: position, rotation: rotation)
    self.material = material
    self.mass = mass
    self.friction = friction
    self.softness = softness
    self.contactKinds = contactKinds
    self.contactPartners = contactPartners
  }

  /// The mass, in kg, from either source.
  var totalMass: Double {
    switch mass {
    case .density(let density): density * shape.volume
    case .kilograms(let mass): mass
    }
  }

  /// Returns a capsule between two points.
  ///
  /// Its third axis points from `end` to `start`.
  ///
  /// - Parameters:
  ///   - name: The name of the geom.
  ///   - start: The centre of one half sphere, in m.
  ///   - end: The centre of the other.
  ///   - radius: The radius, in m.
  ///   - material: Its appearance.
  /// - Returns: The capsule, halfway between the points.
  public static func capsule(
    _ name: String, from start: SIMD3<Double>, to end: SIMD3<Double>, radius: Double,
    material: Material = .body
  ) -> Geom {
    let (half, rotation) = span(from: start, to: end)
    return Geom(
      name, .capsule(radius: radius, halfLength: half), at: (start + end) / 2,
      rotation: rotation, material: material)
  }

  /// Returns a cylinder between two points; see ``capsule(_:from:to:radius:material:)``.
  public static func cylinder(
    _ name: String, from start: SIMD3<Double>, to end: SIMD3<Double>, radius: Double,
    material: Material = .body
  ) -> Geom {
    let (half, rotation) = span(from: start, to: end)
    return Geom(
      name, .cylinder(radius: radius, halfLength: half), at: (start + end) / 2,
      rotation: rotation, material: material)
  }

  /// Returns a floor: a plane with its normal along z.
  ///
  /// - Parameters:
  ///   - name: The name of the geom.
  ///   - position: The centre of the drawn rectangle, in m.
  ///   - halfWidth: Half the drawn size along x, in m.
  ///   - halfDepth: Half the drawn size along y, in m.
  ///   - spacing: The size of the squares at whose corners light is evaluated, in m.
  /// - Returns: The floor.
  public static func floor(
    _ name: String, at position: SIMD3<Double> = .zero, halfWidth: Double, halfDepth: Double,
    spacing: Double
  ) -> Geom {
    Geom(
      name, .plane(halfWidth: halfWidth, halfDepth: halfDepth, spacing: spacing), at: position,
      material: .grid)
  }

  /// Returns a copy of the geom, modified by `change`.
  public func with(_ change: (inout Geom) -> Void) -> Geom {
    var geom = self
    change(&geom)
    return geom
  }

  /// A copy of the geom that makes no contacts.
  public var untouchable: Geom {
    with { ($0.contactKinds, $0.contactPartners) = (0, 0) }
  }

  private static func span(
    from start: SIMD3<Double>, to end: SIMD3<Double>
  ) -> (half: Double, rotation: Rotation) {
    let difference = start - end
    let length = dot(difference, difference).squareRoot()
    // A span of zero length is reported when the model is compiled; until then any rotation will
    // do.
    guard length > 0 else { return (0, .identity) }
    return (length / 2, Rotation(turningZTo: difference / length))
  }
}
