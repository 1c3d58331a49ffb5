import Base
import PlanarPhysics

/// A running cheetah: the reward is its speed, full at 10 m/s.
///
/// | observation | meaning | unit |
/// | :-- | :-- | :-- |
/// | 0–7 | height, pitch and six joint angles | m, rad |
/// | 8–16 | velocities of all nine coordinates | m/s, rad/s |
///
/// Episodes start with joints drawn from their ranges and 2 s to settle.
///
/// Reference: Wawrzyński, "A Cat-Like Robot Real-Time Learning to Run", 2009; Tassa et al.,
/// "DeepMind Control Suite", 2018.
public struct Cheetah: SuiteTask {
  /// The speed that earns the full reward, in m/s.
  public let fullSpeed = 10.0
  public let model = Cheetah.describe().compiled()
  public let substeps = 1
  public let observationSize = 17

  /// Creates the task.
  public init() {}

  public func reset(_ world: inout World, using generator: inout SeededGenerator) {
    var drawn = model.referencePositions
    for (index, joint) in model.joints.enumerated() {
      if let range = joint.range { drawn[index] = generator.nextUniform(in: range) }
    }
    settle(&world, from: drawn)
  }

  /// Lets a world settle for 200 steps from a drawn pose.
  ///
  /// As in dm_control, the forces of the first step are still those of the reference pose: the body
  /// falls for one step there, and only its displacement is added to the drawn pose.
  package func settle(_ world: inout World, from drawn: [Double]) {
    world.step()
    let start = model.referencePositions
    let moved = world.positions
    world.setPositions(drawn.indices.map { drawn[$0] + (moved[$0] - start[$0]) })
    world.step(count: 199)
  }

  public func observe(_ world: World, into observation: UnsafeMutableBufferPointer<Double>) {
    observation.writeState(of: world, skipping: 1)
  }

  public func reward(_ world: World) -> Double {
    Tolerance.value(
      of: world.centerOfMassVelocity.x, in: fullSpeed...Double.infinity, margin: fullSpeed,
      falloff: .linear, valueAtMargin: 0)
  }

  /// Describes the planar cheetah: a torso with a head, and two legs of three segments each.
  static func describe() -> ModelDescription {
    let torso = Body(
      "torso", at: [0, 0, 0.7],
      joints: [
        .slide("rootx", along: [1, 0, 0]), .slide("rootz", along: [0, 0, 1]),
        .hinge("rooty", axis: [0, 1, 0]),
      ],
      geoms: [
        .capsule("torso", from: [-0.5, 0, 0], to: [0.5, 0, 0], radius: 0.046),
        segment("head", at: [0.6, 0, 0.1], turned: 50, halfLength: 0.15),
      ].map(slippery),
      children: [backLeg(), frontLeg()])
    return ModelDescription(
      totalMass: 14,
      geoms: [.floor("ground", at: [98, 0, 0], halfWidth: 100, halfDepth: 0.8, spacing: 0.5)],
      bodies: [torso],
      motors: [
        Motor(joint: "bthigh", gear: 120), Motor(joint: "bshin", gear: 90),
        Motor(joint: "bfoot", gear: 60), Motor(joint: "fthigh", gear: 90),
        Motor(joint: "fshin", gear: 60), Motor(joint: "ffoot", gear: 30),
      ])
  }

  private static func backLeg() -> Body {
    let foot = part(
      segment("bfoot", at: [0.03, 0, -0.097], turned: -15, halfLength: 0.094),
      at: [-0.28, 0, -0.14], range: -230...50, stiffness: 120, damping: 3)
    let shin = part(
      segment("bshin", at: [-0.14, 0, -0.07], turned: -116, halfLength: 0.15),
      at: [0.16, 0, -0.25], range: -50...50, stiffness: 180, damping: 4.5, below: [foot])
    return part(
      segment("bthigh", at: [0.1, 0, -0.13], turned: -218, halfLength: 0.145),
      at: [-0.5, 0, 0], range: -30...60, stiffness: 240, damping: 6, below: [shin])
  }

  private static func frontLeg() -> Body {
    let foot = part(
      segment("ffoot", at: [0.045, 0, -0.07], turned: -34, halfLength: 0.07),
      at: [0.13, 0, -0.18], range: -28...28, stiffness: 60, damping: 1.5)
    let shin = part(
      segment("fshin", at: [0.065, 0, -0.09], turned: -34, halfLength: 0.106),
      at: [-0.14, 0, -0.24], range: -70...50, stiffness: 120, damping: 3, below: [foot])
    return part(
      segment("fthigh", at: [-0.07, 0, -0.12], turned: 30, halfLength: 0.133),
      at: [0.5, 0, 0], range: -57...0.4, stiffness: 180, damping: 4.5, below: [shin])
  }

  /// Returns a capsule turned from upright by an angle in degrees.
  private static func segment(
    _ name: String, at position: SIMD3<Double>, turned angle: Double, halfLength: Double
  ) -> Geom {
    Geom(
      name, .capsule(radius: 0.046, halfLength: halfLength), at: position,
      rotation: Rotation(about: [0, 1, 0], by: angle * .pi / 180))
  }

  private static func slippery(_ geom: Geom) -> Geom { geom.with { $0.friction = 0.4 } }

  /// Returns a segment of a leg, on a sprung and damped hinge with its range in degrees.
  private static func part(
    _ geom: Geom, at position: SIMD3<Double>, range: ClosedRange<Double>, stiffness: Double,
    damping: Double, below children: [Body] = []
  ) -> Body {
    let joint = Joint.hinge(geom.name, axis: [0, 1, 0]).with {
      $0.range = degrees(range)
      ($0.stiffness, $0.damping, $0.armature) = (stiffness, damping, 0.1)
    }
    return Body(
      geom.name, at: position, joints: [joint], geoms: [slippery(geom)], children: children)
  }
}
