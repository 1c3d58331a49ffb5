/// The shape of a geom or site, in its own frame.
public enum Shape: Hashable, Sendable {
  /// The half space below the frame's third axis, drawn as a rectangle.
  ///
  /// It extends beyond the drawn rectangle. `spacing` is the size of the squares at whose corners
  /// light is evaluated, in m.
  case plane(halfWidth: Double, halfDepth: Double, spacing: Double)
  /// A ball.
  case sphere(radius: Double)
  /// A cylinder along the third axis with a half sphere on each end.
  case capsule(radius: Double, halfLength: Double)
  /// A cylinder along the third axis.
  case cylinder(radius: Double, halfLength: Double)
  /// A box along the axes.
  case box(halfSize: SIMD3<Double>)
  /// An ellipsoid along the axes.
  case ellipsoid(semiAxes: SIMD3<Double>)

  /// The volume, in m³; zero for a plane, which has no mass.
  public var volume: Double {
    switch self {
    case .plane: 0
    case .sphere(let radius): 4 / 3 * Double.pi * radius * radius * radius
    case .capsule(let radius, let half):
      Double.pi * radius * radius * (2 * half + 4 / 3 * radius)
    case .cylinder(let radius, let half): 2 * Double.pi * radius * radius * half
    case .box(let half): 8 * half.x * half.y * half.z
    case .ellipsoid(let axes): 4 / 3 * Double.pi * axes.x * axes.y * axes.z
    }
  }

  /// The moments of inertia about the three axes for a mass of 1 kg, in m².
  ///
  /// For a capsule of radius r and cylinder length l, with masses m_c and m_s of the cylinder and
  /// of both half spheres:
  ///
  ///     across  m_c (l²/12 + r²/4) + m_s (2/5 r² + l²/4 + 3/8 r l)
  ///     along   m_c r²/2 + 2/5 m_s r²
  public var unitInertia: SIMD3<Double> {
    switch self {
    case .plane:
      return .zero
    case .sphere(let radius):
      return SIMD3(repeating: 0.4 * radius * radius)
    case .capsule(let radius, let half):
      let (r, l) = (radius, 2 * half)
      let cylinder = l / (l + 4 / 3 * r)
      let sphere = 1 - cylinder
      let across =
        cylinder * (l * l / 12 + r * r / 4) + sphere * (0.4 * r * r + l * l / 4 + 0.375 * r * l)
      let along = cylinder * r * r / 2 + 0.4 * sphere * r * r
      return [across, across, along]
    case .cylinder(let radius, let half):
      let across = half * half / 3 + radius * radius / 4
      return [across, across, radius * radius / 2]
    case .box(let h):
      return [h.y * h.y + h.z * h.z, h.x * h.x + h.z * h.z, h.x * h.x + h.y * h.y] / 3
    case .ellipsoid(let a):
      return [a.y * a.y + a.z * a.z, a.x * a.x + a.z * a.z, a.x * a.x + a.y * a.y] / 5
    }
  }

  /// The lengths that must be positive and finite.
  var lengths: [Double] {
    switch self {
    case .plane(let width, let depth, let spacing): [width, depth, spacing]
    case .sphere(let radius): [radius]
    case .capsule(let radius, let half), .cylinder(let radius, let half): [radius, half]
    case .box(let v), .ellipsoid(let v): [v.x, v.y, v.z]
    }
  }

  /// The name of the kind of shape, for messages.
  var kind: String {
    switch self {
    case .plane: "plane"
    case .sphere: "sphere"
    case .capsule: "capsule"
    case .cylinder: "cylinder"
    case .box: "box"
    case .ellipsoid: "ellipsoid"
    }
  }

  /// The rank in the order of a contact's two geoms: plane, then sphere, then capsule.
  ///
  /// It is `nil` for shapes without a contact test.
  var contactRank: Int? {
    switch self {
    case .plane: 0
    case .sphere: 1
    case .capsule: 2
    case .cylinder, .box, .ellipsoid: nil
    }
  }
}
