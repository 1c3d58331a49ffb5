import Base
import PlanarPhysics
import RealModule

/// An arm with two links that must hold its tip inside a target.
///
/// | observation | meaning | unit |
/// | :-- | :-- | :-- |
/// | 0, 1 | angles of shoulder and wrist | rad |
/// | 2, 3 | from the tip to the target | m |
/// | 4, 5 | velocities of both joints | rad/s |
///
/// The reward is 1 while tip and target overlap. The target is drawn anew for each episode.
///
/// Reference: Tassa et al., "DeepMind Control Suite", 2018.
public struct Reacher: SuiteTask {
  /// The radius of the target, in m.
  public let targetRadius: Double
  /// The radius of the tip, in m.
  public let tipRadius = 0.01
  public let model: Model
  public let substeps = 1
  public let observationSize = 6
  private let target: Int

  /// Creates the task with a target of a given radius, in m.
  public init(targetRadius: Double) {
    self.targetRadius = targetRadius
    model = Reacher.describe(targetRadius: targetRadius).compiled()
    target = model.geom(named: "target")
  }

  public func reset(_ world: inout World, using generator: inout SeededGenerator) {
    world.randomizeJoints(using: &generator)
    let angle = generator.nextUniform(in: 0...2 * Double.pi)
    let radius = generator.nextUniform(in: 0.05...0.2)
    placeTarget(&world, at: [radius * Double.sin(angle), radius * Double.cos(angle)])
  }

  public var hasTarget: Bool { true }

  public func placeTarget(_ world: inout World, at point: SIMD2<Double>) {
    world.place(geom: target, at: [point.x, point.y, 0.01])
  }

  /// Returns the vector from the tip to the target, in m.
  private func toTarget(_ world: World) -> SIMD2<Double> {
    let target = world.placement(ofGeom: target).position
    return SIMD2(target.x, target.y) - world.origin(ofBody: 3)
  }

  public func observe(_ world: World, into observation: UnsafeMutableBufferPointer<Double>) {
    let toTarget = toTarget(world)
    for joint in 0..<2 {
      observation[joint] = world.position(ofJoint: joint)
      observation[4 + joint] = world.velocity(ofJoint: joint)
    }
    (observation[2], observation[3]) = (toTarget.x, toTarget.y)
  }

  public func reward(_ world: World) -> Double {
    let toTarget = toTarget(world)
    return (toTarget * toTarget).sum().squareRoot() <= targetRadius + tipRadius ? 1 : 0
  }

  /// Describes an arm on a table, seen from above, without contacts.
  static func describe(targetRadius: Double) -> ModelDescription {
    let finger = Body(
      "finger", at: [0.12, 0, 0],
      geoms: [Geom("finger", .sphere(radius: 0.01), material: .effector)])
    let hand = Body(
      "hand", at: [0.12, 0, 0],
      joints: [hinge("wrist").with { $0.range = degrees(-160...160) }],
      geoms: [.capsule("hand", from: .zero, to: [0.1, 0, 0], radius: 0.01)], children: [finger])
    let arm = Body(
      "arm", at: [0, 0, 0.01], joints: [hinge("shoulder")],
      geoms: [.capsule("arm", from: .zero, to: [0.12, 0, 0], radius: 0.01)], children: [hand])
    return ModelDescription(
      plane: .xy, options: Options(timeStep: 0.02, contactsAreEnabled: false),
      geoms: [
        .floor("ground", halfWidth: 0.3, halfDepth: 0.3, spacing: 10),
        wall("wall_x", at: [-0.3, 0, 0.02], facing: [1, 0, 0]),
        wall("wall_y", at: [0, -0.3, 0.02], facing: [0, 1, 0]),
        wall("wall_neg_x", at: [0.3, 0, 0.02], facing: [-1, 0, 0]),
        wall("wall_neg_y", at: [0, 0.3, 0.02], facing: [0, -1, 0]),
        .cylinder(
          "root", from: .zero, to: [0, 0, 0.02], radius: 0.011, material: .decoration),
        Geom("target", .sphere(radius: targetRadius), at: [0, 0, 0.01], material: .target)
          .untouchable,
      ],
      bodies: [arm],
      motors: [Motor(joint: "shoulder", gear: 0.05), Motor(joint: "wrist", gear: 0.05)])
  }

  private static func hinge(_ name: String) -> Joint {
    Joint.hinge(name, axis: [0, 0, 1]).with { $0.damping = 0.01 }
  }

  /// Returns a strip at the edge of the table, 0.02 m high on each side of its middle.
  private static func wall(
    _ name: String, at position: SIMD3<Double>, facing normal: SIMD3<Double>
  ) -> Geom {
    let shape: Shape =
      normal.x != 0
      ? .plane(halfWidth: 0.02, halfDepth: 0.3, spacing: 0.02)
      : .plane(halfWidth: 0.3, halfDepth: 0.02, spacing: 0.02)
    return Geom(
      name, shape, at: position, rotation: Rotation(turningZTo: normal), material: .decoration)
  }
}
