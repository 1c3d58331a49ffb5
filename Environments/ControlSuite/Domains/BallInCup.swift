import Base
import PlanarPhysics

/// A cup that must catch a ball on a string.
///
/// | observation | meaning | unit |
/// | :-- | :-- | :-- |
/// | 0–3 | displacements of cup and ball, x and z each | m |
/// | 4–7 | their velocities | m/s |
///
/// The reward is 1 while the ball is in the cup.
///
/// Reference: Tassa et al., "DeepMind Control Suite", 2018.
public struct BallInCup: SuiteTask {
  public let model = BallInCup.describe().compiled()
  public let substeps = 10
  public let observationSize = 8

  /// Creates the task.
  public init() {}

  public func reset(_ world: inout World, using generator: inout SeededGenerator) {
    repeat {
      let ball = [generator.nextUniform(in: -0.2...0.2), generator.nextUniform(in: 0.2...0.5)]
      world.setState(positions: [0, 0] + ball, velocities: [0, 0, 0, 0])
    } while world.findContacts() > 0
  }

  public func observe(_ world: World, into observation: UnsafeMutableBufferPointer<Double>) {
    observation.writeState(of: world)
  }

  public func reward(_ world: World) -> Double {
    // The inside of the cup is a square around a point below its rim.
    let target = world.origin(ofBody: 1) + SIMD2(0, -0.05)
    let offset = target - world.origin(ofBody: 2)
    let room = 0.05 - 0.025
    return abs(offset.x) < room && abs(offset.y) < room ? 1 : 0
  }

  /// Describes a cup of five capsules, held by springs, and a ball on a string.
  static func describe() -> ModelDescription {
    let corners: [SIMD3<Double>] = [
      [-0.05, 0, 0], [-0.05, 0, -0.075], [-0.025, 0, -0.1], [0.025, 0, -0.1], [0.05, 0, -0.075],
      [0.05, 0, 0],
    ]
    let cup = Body(
      "cup", at: [0, 0, 0.6],
      joints: [held("cup_x", along: [1, 0, 0]), held("cup_z", along: [0, 0, 1])],
      geoms: (0..<5).map {
        .capsule("cup_part_\($0)", from: corners[$0], to: corners[$0 + 1], radius: 0.008)
      },
      sites: [
        Site("cup", at: [0, 0, -0.108]),
        Site("target", .box(halfSize: [0.05, 0.006, 0.05]), at: [0, 0, -0.05], isVisible: false),
      ])
    let ball = Body(
      "ball", at: [0, 0, 0.2],
      joints: [.slide("ball_x", along: [1, 0, 0]), .slide("ball_z", along: [0, 0, 1])],
      geoms: [Geom("ball", .sphere(radius: 0.025), material: .effector)], sites: [Site("ball")])
    return ModelDescription(
      options: Options(timeStep: 0.002),
      geoms: [.floor("ground", halfWidth: 0.6, halfDepth: 0.2, spacing: 10)], bodies: [cup, ball],
      tendons: [Tendon("string", between: "ball", and: "cup", maximumLength: 0.3)],
      motors: [Motor("x", joint: "cup_x", gear: 5), Motor("z", joint: "cup_z", gear: 5)])
  }

  private static func held(_ name: String, along axis: SIMD3<Double>) -> Joint {
    Joint.slide(name, along: axis).with { ($0.stiffness, $0.damping) = (20, 3) }
  }
}
