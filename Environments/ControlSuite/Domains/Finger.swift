import Base
import PlanarPhysics
import RealModule

/// A finger that must spin a body on a hinge, or turn its tip into a target.
///
/// | observation | meaning | unit |
/// | :-- | :-- | :-- |
/// | 0, 1 | angles of the finger's joints | rad |
/// | 2, 3 | tip of the spinner from its hinge | m |
/// | 4–6 | velocities of all joints | rad/s |
/// | 7, 8 | log(1 + force) of two touch sensors on the finger's tip | – |
/// | 9–11 | turning only: target from the hinge; distance of the tip to the target's edge | m |
///
/// Touch is measured during the last time step, before it moved. The reward for spinning is 1 at 15
/// rad/s or more; that for turning is 1 while the tip is inside the target.
///
/// Reference: Tassa et al., "DeepMind Control Suite", 2018.
public struct Finger: SuiteTask {
  /// The goal of the finger.
  public enum Goal: Hashable, Sendable {
    /// To spin the body.
    case spin
    /// To turn the body's tip into a target with a given radius, in m.
    case turn(targetRadius: Double)
  }

  /// The goal of the finger.
  public let goal: Goal
  /// The speed that earns the full reward for spinning, in rad/s.
  public let fullSpeed = 15.0
  public let model: Model
  public let substeps = 2
  private let (tip, target): (Int, Int)

  /// Creates the task.
  public init(goal: Goal) {
    self.goal = goal
    model = Finger.describe(goal).compiled()
    (tip, target) = (model.site(named: "tip"), model.site(named: "target"))
  }

  public var observationSize: Int { goal == .spin ? 9 : 12 }

  public func reset(_ world: inout World, using generator: inout SeededGenerator) {
    if case .turn = goal {
      let angle = generator.nextUniform(in: -Double.pi...Double.pi)
      // The target lies on the path of the spinner's tip.
      let offset = SIMD2(0.13 * Double.sin(angle), 0.13 * Double.cos(angle))
      placeTarget(&world, at: world.origin(ofBody: 3) + offset)
    }
    repeat { world.randomizeJoints(using: &generator) } while world.findContacts() > 0
  }

  public var hasTarget: Bool { goal != .spin }

  public func placeTarget(_ world: inout World, at point: SIMD2<Double>) {
    guard hasTarget else { return }
    world.place(site: target, at: [point.x, 0, point.y])
  }

  public func observe(_ world: World, into observation: UnsafeMutableBufferPointer<Double>) {
    let tip = tipPosition(world)
    (observation[0], observation[1]) = (world.position(ofJoint: 0), world.position(ofJoint: 1))
    (observation[2], observation[3]) = (tip.x, tip.y)
    for joint in 0..<3 { observation[4 + joint] = world.velocity(ofJoint: joint) }
    for sensor in 0..<2 {
      observation[7 + sensor] = Double.log(onePlus: world.touch(ofSensor: sensor))
    }
    guard goal != .spin else { return }
    let target = targetPosition(world)
    (observation[9], observation[10]) = (target.x, target.y)
    observation[11] = distanceToTarget(world)
  }

  public func reward(_ world: World) -> Double {
    switch goal {
    case .spin: world.velocity(ofJoint: 2) <= -fullSpeed ? 1 : 0
    case .turn: distanceToTarget(world) <= 0 ? 1 : 0
    }
  }

  private func fromHinge(_ world: World, _ site: Int) -> SIMD2<Double> {
    let position = world.placement(ofSite: site).position
    return SIMD2(position.x, position.z) - world.origin(ofBody: 3)
  }

  private func tipPosition(_ world: World) -> SIMD2<Double> { fromHinge(world, tip) }

  private func targetPosition(_ world: World) -> SIMD2<Double> { fromHinge(world, target) }

  private func distanceToTarget(_ world: World) -> Double {
    guard case .turn(let radius) = goal else { return 0 }
    let difference = targetPosition(world) - tipPosition(world)
    return (difference * difference).sum().squareRoot() - radius
  }

  /// Describes a finger of two links beside a spinner, without gravity.
  static func describe(_ goal: Goal) -> ModelDescription {
    var targetRadius = 0.03
    if case .turn(let radius) = goal { targetRadius = radius }
    let isTurning = goal != .spin
    return ModelDescription(
      options: Options(cone: .elliptic, gravity: .zero),
      geoms: [soft(.floor("ground", halfWidth: 0.6, halfDepth: 0.2, spacing: 10))],
      sites: [
        Site(
          "target", .sphere(radius: targetRadius), at: [0, 0, 0.4], material: .target,
          isVisible: isTurning)
      ],
      bodies: [finger(), spinner(isTurning: isTurning)],
      motors: [Motor(joint: "proximal", gear: 30), Motor(joint: "distal", gear: 15)],
      touchSensors: ["touchtop", "touchbottom"])
  }

  private static func finger() -> Body {
    let distal = Body(
      "distal", at: [0, 0, -0.18], joints: [joint("distal")],
      geoms: [
        soft(.capsule("distal", from: .zero, to: [0, 0, -0.16], radius: 0.028)).untouchable,
        soft(
          .capsule(
            "fingertip", from: [0, 0, -0.13], to: [0, 0, -0.161], radius: 0.03,
            material: .effector)),
      ],
      sites: [
        touch("touchtop", at: [0.01, 0, -0.17]), touch("touchbottom", at: [-0.01, 0, -0.17]),
      ])
    return Body(
      "proximal", at: [-0.2, 0, 0.4],
      joints: [joint("proximal").with { $0.reference = -.pi / 2 }],
      geoms: [
        pin("proximal_decoration", halfLength: 0.033, radius: 0.034),
        soft(.capsule("proximal", from: .zero, to: [0, 0, -0.17], radius: 0.03)),
      ], children: [distal])
  }

  private static func spinner(isTurning: Bool) -> Body {
    let hinge = Joint.hinge("hinge", axis: [0, -1, 0]).with {
      $0.frictionLoss = 0.1
      $0.damping = isTurning ? 0.5 : 0.03
    }
    return Body(
      "spinner", at: [0.2, 0, 0.4], joints: [hinge],
      geoms: [
        soft(Geom("cap1", .capsule(radius: 0.04, halfLength: 0.09), at: [0.02, 0, 0])),
        soft(Geom("cap2", .capsule(radius: 0.04, halfLength: 0.09), at: [-0.02, 0, 0])),
        pin("spinner_decoration", halfLength: 0.045, radius: 0.02),
      ],
      sites: [
        Site(
          "tip", .sphere(radius: 0.02), at: [0, 0, 0.13], material: .target, isVisible: isTurning)
      ])
  }

  private static func joint(_ name: String) -> Joint {
    Joint.hinge(name, axis: [0, -1, 0]).with {
      $0.range = degrees(-110...110)
      $0.damping = 2.5
    }
  }

  private static func soft(_ geom: Geom) -> Geom {
    geom.with { $0.softness = Softness(minimum: 0, maximum: 0.9, width: 0.01) }
  }

  /// Returns a pin across the plane: it has mass, but nothing comes near it.
  private static func pin(_ name: String, halfLength: Double, radius: Double) -> Geom {
    Geom.cylinder(
      name, from: [0, -halfLength, 0], to: [0, halfLength, 0], radius: radius,
      material: .decoration
    ).untouchable
  }

  private static func touch(_ name: String, at position: SIMD3<Double>) -> Site {
    Site(name, .ellipsoid(semiAxes: [0.025, 0.03, 0.025]), at: position, isVisible: false)
  }
}
