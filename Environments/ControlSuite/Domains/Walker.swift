import Base
import PlanarPhysics

/// A walker on two legs that must stand, or stand and move at a speed.
///
/// | observation | meaning | unit |
/// | :-- | :-- | :-- |
/// | 0–13 | cosine and sine of the turn of each of seven bodies | – |
/// | 14 | height of the torso | m |
/// | 15–23 | velocities of all nine coordinates | m/s, rad/s |
///
/// Standing is three quarters height and one quarter uprightness. The reward for moving is standing
/// times (5 · speed reached + 1) / 6.
///
/// Reference: Tassa et al., "DeepMind Control Suite", 2018.
public struct Walker: SuiteTask {
  /// The speed that earns the full reward, in m/s; with zero, standing is enough.
  public let fullSpeed: Double
  /// The height that earns the full reward, in m.
  public let fullHeight = 1.2
  public let model = Walker.describe().compiled()
  public let substeps = 10
  public let observationSize = 24

  /// Creates the task of moving at a given speed, in m/s, or of standing.
  public init(fullSpeed: Double) {
    self.fullSpeed = fullSpeed
  }

  public func reset(_ world: inout World, using generator: inout SeededGenerator) {
    world.randomizeJoints(using: &generator)
  }

  public func observe(_ world: World, into observation: UnsafeMutableBufferPointer<Double>) {
    for body in 1..<8 {
      let direction = world.direction(ofBody: body)
      observation[2 * body - 2] = direction.cosine
      observation[2 * body - 1] = direction.sine
    }
    observation[14] = world.origin(ofBody: 1).y
    for joint in 0..<9 { observation[15 + joint] = world.velocity(ofJoint: joint) }
  }

  public func reward(_ world: World) -> Double {
    let standing = Tolerance.value(
      of: world.origin(ofBody: 1).y, in: fullHeight...Double.infinity, margin: fullHeight / 2)
    let upright = (1 + world.direction(ofBody: 1).cosine) / 2
    let stand = (3 * standing + upright) / 4
    guard fullSpeed > 0 else { return stand }
    let move = Tolerance.value(
      of: world.centerOfMassVelocity.x, in: fullSpeed...Double.infinity, margin: fullSpeed / 2,
      falloff: .linear, valueAtMargin: 0.5)
    return stand * (5 * move + 1) / 6
  }

  /// Describes a torso on two legs of thigh, leg and foot, side by side.
  static func describe() -> ModelDescription {
    let torso = Body(
      "torso", at: [0, 0, 1.3],
      joints: [
        .slide("rootz", along: [0, 0, 1]), .slide("rootx", along: [1, 0, 0]),
        .hinge("rooty", axis: [0, 1, 0]),
      ],
      geoms: [limb("torso", radius: 0.07, halfLength: 0.3)],
      children: [leg("right", depth: -0.05), leg("left", depth: 0.05)])
    let floor = Geom.floor(
      "floor", at: [248, 0, 0], halfWidth: 250, halfDepth: 0.8, spacing: 0.2)
    let sides = ["right", "left"]
    return ModelDescription(
      options: Options(timeStep: 0.0025), geoms: [floor.with { $0.friction = 0.7 }],
      bodies: [torso],
      motors: sides.flatMap { side in
        [
          Motor(joint: side + "_hip", gear: 100), Motor(joint: side + "_knee", gear: 50),
          Motor(joint: side + "_ankle", gear: 20),
        ]
      })
  }

  private static func leg(_ side: String, depth: Double) -> Body {
    let foot = Body(
      side + "_foot", at: [0.06, 0, -0.25],
      joints: [hinge(side + "_ankle", anchor: [-0.06, 0, 0], range: -45...45)],
      geoms: [
        limb(side + "_foot", radius: 0.05, halfLength: 0.1).with {
          $0.placement.rotation = Rotation(turningZTo: [1, 0, 0])
        }
      ])
    let leg = Body(
      side + "_leg", at: [0, 0, -0.7],
      joints: [hinge(side + "_knee", anchor: [0, 0, 0.25], range: -150...0)],
      geoms: [limb(side + "_leg", radius: 0.04, halfLength: 0.25)], children: [foot])
    return Body(
      side + "_thigh", at: [0, depth, -0.3],
      joints: [hinge(side + "_hip", anchor: .zero, range: -20...100)],
      geoms: [
        limb(side + "_thigh", radius: 0.05, halfLength: 0.225).with {
          $0.placement.position = [0, 0, -0.225]
        }
      ], children: [leg])
  }

  /// Returns an upright capsule that touches the floor but not other limbs.
  private static func limb(_ name: String, radius: Double, halfLength: Double) -> Geom {
    Geom(
      name, .capsule(radius: radius, halfLength: halfLength), friction: 0.7, contactPartners: 0)
  }

  private static func hinge(
    _ name: String, anchor: SIMD3<Double>, range: ClosedRange<Double>
  ) -> Joint {
    Joint.hinge(name, axis: [0, -1, 0], anchor: anchor).with {
      $0.range = degrees(range)
      $0.limitSoftness = Softness(minimum: 0, maximum: 0.99, width: 0.01)
      ($0.damping, $0.armature) = (0.1, 0.01)
    }
  }
}
