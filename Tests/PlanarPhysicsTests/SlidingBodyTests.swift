import PlanarPhysics
import Testing

/// How hard a floor pushes bodies that only slide, which MuJoCo treats apart from all others.
///
/// With the weight A of a body of mass m and the impedance d, a contact without friction resists by
/// R = A (1 − d) / d, and a body with the inertia m' along the normal is pushed to
///
///     a = a₀ / (1 + R m'),
///
/// so that with A = 1/m and m' = m it is d a₀.
@Suite struct SlidingBodyTests {
  private static let ball = Geom("ball", .sphere(radius: 0.1))
  private static let upwards = Joint.slide("z", along: [0, 0, 1])
  private static let sideways = Joint.slide("x", along: [1, 0, 0])
  private static let impedance = 0.95

  /// Returns the acceleration of a body that is 1 cm in the floor, upwards, over d a₀.
  private func push(
    _ joints: [Joint], geoms: [Geom] = [Self.ball], children: [Body] = [],
    on carrier: Body? = nil
  ) throws -> Double {
    let body = Body(
      "body", at: [0, 0, 0.09], joints: joints,
      geoms: geoms.map { geom in geom.with { $0.friction = 0 } }, children: children)
    let bodies = [
      carrier.map { carrier in
        var carrier = carrier
        carrier.children = [body]
        return carrier
      } ?? body
    ]
    let floor = Geom.floor("floor", halfWidth: 1, halfDepth: 1, spacing: 1)
    var world = World(
      try Model(
        ModelDescription(
          options: Options(gravity: .zero), geoms: [floor.with { $0.friction = 0 }], bodies: bodies)
      ))
    world.computeAccelerations()
    #expect(world.contactCount == 1)
    let accelerations = zip(joints, world.accelerations).map { joint, acceleration in
      guard case .slide(let axis) = joint.motion else { return 0.0 }
      return axis.z * acceleration
    }
    // K = 1 / (d τ ζ)², of which d times the depth is what the spring asks for.
    let stiffness = 1 / (Self.impedance * 0.02 * Self.impedance * 0.02)
    return accelerations.reduce(0, +) / (Self.impedance * stiffness * Self.impedance * 0.01)
  }

  /// What bodies of the general weight, 2/3m in place of 1/m, are pushed to, over d a₀.
  private let general = 1 / (2.0 / 3 * (1 - Self.impedance) + Self.impedance)

  @Test func aBodyThatOnlySlidesHasTheInverseOfItsMass() throws {
    let (up, side) = (Self.upwards, Self.sideways)
    #expect(abs(try push([side, up]) - 1) < 1e-12)
    #expect(abs(try push([up]) - 1) < 1e-12)
    let fixed = Body("fixed", geoms: [Geom("fixed", .sphere(radius: 0.01)).untouchable])
    #expect(abs(try push([side, up], on: fixed) - 1) < 1e-12)
  }

  @Test func otherBodiesHaveTheGeneralWeight() throws {
    let (up, side) = (Self.upwards, Self.sideways)
    let turned = Self.ball.with { $0.placement.rotation = Rotation(turningZTo: [1, 0, 0]) }
    #expect(abs(try push([side, up], geoms: [turned]) - general) < 1e-12)
    let tilted = [Joint.slide("x", along: [0.6, 0, 0.8]), .slide("z", along: [-0.8, 0, 0.6])]
    #expect(abs(try push(tilted) - general) < 1e-12)
  }

  @Test func axesOfSeveralGeomsAreInTheOrderOfTheirMoments() throws {
    let (up, side) = (Self.upwards, Self.sideways)
    func pair(_ offset: SIMD3<Double>) -> [Geom] {
      [1.0, -1].map { sign in
        Geom("geom\(sign)", .sphere(radius: 0.05), at: sign * offset).untouchable
      } + [Self.ball]
    }
    // A rod has its least moment about itself.
    #expect(abs(try push([side, up], geoms: pair([0, 0, 0.05])) - 1) < 1e-12)
    #expect(abs(try push([side, up], geoms: pair([0.05, 0, 0])) - general) < 1e-12)
    #expect(abs(try push([side, up], geoms: pair([0.03, 0, 0.03])) - general) < 1e-12)
  }

  @Test func armatureDoesNotCountInTheWeight() throws {
    let mass = 1000 * Self.ball.shape.volume
    let armature = 2.0
    var joints = [Self.sideways, Self.upwards]
    for index in joints.indices { joints[index].armature = armature }
    let expected =
      mass / ((1 - Self.impedance) * (mass + armature) + Self.impedance * mass)
    #expect(abs(try push(joints) - expected) < 1e-12)
  }
}
