// begin: imports
import Base
import Control
import ControlSuite
import PlanarPhysics
// end: imports
import TestSupport
import Testing

// begin: model
extension ModelDescription {
  /// A hopper: a torso, a thigh and a shin in a row, with a foot across.
  static let hopper = ModelDescription(
    options: Options(timeStep: 0.005),
    geoms: [.floor("floor", halfWidth: 50, halfDepth: 1, spacing: 0.2)],
    bodies: [
      Body(
        "torso", at: [0, 0, 1.25],
        joints: [
          .slide("x", along: [1, 0, 0]), .slide("z", along: [0, 0, 1]),
          .hinge("pitch", axis: [0, 1, 0]),
        ],
        geoms: [.capsule("torso", from: [0, 0, 0.2], to: [0, 0, -0.2], radius: 0.05)],
        children: [
          link(
            "thigh", at: [0, 0, -0.2], reaching: [0, 0, -0.45], bending: -10...150,
            children: [
              link(
                "shin", at: [0, 0, -0.45], reaching: [0, 0, -0.5], bending: -150...0,
                children: [foot])
            ])
        ])
    ],
    motors: [
      Motor(joint: "thigh", gear: 100), Motor(joint: "shin", gear: 80),
      Motor(joint: "foot", gear: 30),
    ],
    touchSensors: ["sole"])

  /// A foot from heel to toe, with a sensor around it.
  private static let foot = Body(
    "foot", at: [0, 0, -0.5], joints: [hinge("foot", bending: -45...45)],
    geoms: [.capsule("foot", from: [-0.13, 0, 0], to: [0.26, 0, 0], radius: 0.06)],
    sites: [Site("sole", .sphere(radius: 0.4), isVisible: false)])

  /// A link on a motorized hinge.
  private static func link(
    _ name: String, at position: SIMD3<Double>, reaching end: SIMD3<Double>,
    bending range: ClosedRange<Double>, children: [Body]
  ) -> Body {
    Body(
      name, at: position, joints: [hinge(name, bending: range)],
      geoms: [.capsule(name, from: .zero, to: end, radius: 0.04)], children: children)
  }

  /// A hinge with a range in degrees.
  private static func hinge(_ name: String, bending range: ClosedRange<Double>) -> Joint {
    Joint.hinge(name, axis: [0, 1, 0]).with {
      $0.range = degrees(range)
      $0.damping = 1
      $0.armature = 0.1
    }
  }
}
// end: model

// begin: task
/// A hopper that is to stay up and move forward.
struct Hop: SuiteTask {
  let model = ModelDescription.hopper.compiled()
  let substeps = 4
  let observationSize = 12

  func reset(_ world: inout World, using generator: inout SeededGenerator) {
    let positions = (0..<6).map { _ in generator.nextUniform(in: -0.05...0.05) }
    world.setState(positions: positions, velocities: [Double](repeating: 0, count: 6))
  }

  func observe(_ world: World, into observation: UnsafeMutableBufferPointer<Double>) {
    // Where it is along the floor does not matter: the first coordinate is left out.
    observation.writeState(of: world, skipping: 1)
    observation[11] = world.touch(ofSensor: 0) > 0 ? 1 : 0
  }

  func reward(_ world: World) -> Double {
    let standing = Tolerance.value(
      of: world.origin(ofBody: 1).y, in: 0.9...Double.infinity, margin: 0.5)
    let moving = Tolerance.value(
      of: world.centerOfMassVelocity.x, in: 1...Double.infinity, margin: 1, falloff: .linear,
      valueAtMargin: 0)
    return standing * (1 + moving) / 2
  }
}
// end: task

/// The code of `Documentation/AddingATask.md`, which has to work and to be what stands there.
@Suite struct HopperExampleTests {
  // begin: use
  @Test func theHopperConforms() throws {
    try expectConformance(of: TimeLimit(SuiteEnvironment(Hop()), steps: 500), steps: 1200)
  }

  @Test func theHopperStandsOnItsFoot() {
    var world = World(ModelDescription.hopper.compiled())
    world.step(count: 60)
    #expect(world.touch(ofSensor: 0) > 0)
    #expect(world.contacts.allSatisfy { $0.geoms == [0, world.model.geom(named: "foot")] })
  }
  // end: use

  @Test func thePageHasThisCode() throws {
    try expectCode(ofPage: "AddingATask.md", isInSections: ["imports", "model", "task", "use"])
  }
}
