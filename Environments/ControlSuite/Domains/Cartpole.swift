import Base
import PlanarPhysics

/// A pole on a cart that must be upright in the middle, with gentle motion.
///
/// | observation | meaning | unit |
/// | :-- | :-- | :-- |
/// | 0 | position of the cart | m |
/// | 1, 2 | cosine and sine of the pole's angle from upright | – |
/// | 3, 4 | velocities of cart and pole | m/s, rad/s |
///
/// The reward is a product of terms for being upright, centred, slow and using little force.
///
/// Reference: Barto, Sutton and Anderson, "Neuronlike Adaptive Elements That Can Solve Difficult
/// Learning Control Problems", 1983; Tassa et al., "DeepMind Control Suite", 2018.
public struct Cartpole: SuiteTask {
  /// The start of the pole.
  public enum Start: Hashable, Sendable {
    /// Near upright.
    case up
    /// Near hanging.
    case down
  }

  /// The start of the pole.
  public let start: Start
  public let model = Cartpole.describe().compiled()
  public let substeps = 1
  public let observationSize = 5

  /// Creates the task of balancing the pole, or of swinging it up and balancing it.
  public init(start: Start) {
    self.start = start
  }

  public func reset(_ world: inout World, using generator: inout SeededGenerator) {
    let positions =
      switch start {
      case .up:
        [
          generator.nextUniform(in: -0.1...0.1), generator.nextUniform(in: -0.034...0.034),
        ]
      case .down:
        [0.01 * generator.nextNormal(), .pi + 0.01 * generator.nextNormal()]
      }
    let velocities = [0.01 * generator.nextNormal(), 0.01 * generator.nextNormal()]
    world.setState(positions: positions, velocities: velocities)
  }

  public func observe(_ world: World, into observation: UnsafeMutableBufferPointer<Double>) {
    let pole = world.direction(ofBody: 2)
    observation[0] = world.position(ofJoint: 0)
    (observation[1], observation[2]) = (pole.cosine, pole.sine)
    (observation[3], observation[4]) = (world.velocity(ofJoint: 0), world.velocity(ofJoint: 1))
  }

  public func reward(_ world: World) -> Double {
    let upright = (world.direction(ofBody: 2).cosine + 1) / 2
    let centered = Tolerance.value(of: world.position(ofJoint: 0), in: 0...0, margin: 2)
    // The control counts as it was given, even beyond the motor's range.
    let control = Tolerance.value(
      of: world.control(ofMotor: 0), in: 0...0, margin: 1, falloff: .quadratic, valueAtMargin: 0)
    let slow = Tolerance.value(of: world.velocity(ofJoint: 1), in: 0...0, margin: 5)
    return upright * (4 + control) / 5 * (1 + slow) / 2 * (1 + centered) / 2
  }

  /// Describes a cart on rails with a pole on a hinge, without contacts.
  static func describe() -> ModelDescription {
    let pole = Body(
      "pole_1", joints: [Joint.hinge("hinge_1", axis: [0, 1, 0]).with { $0.damping = 2e-6 }],
      geoms: [
        .capsule("pole_1", from: .zero, to: [0, 0, 1], radius: 0.045).with {
          $0.mass = .kilograms(0.1)
        }
      ])
    let slider = Joint.slide("slider", along: [1, 0, 0]).with {
      $0.range = -1.8...1.8
      $0.limitSoftness = Softness(timeConstant: 0.08)
      $0.damping = 5e-4
    }
    let cart = Body(
      "cart", at: [0, 0, 1], joints: [slider],
      geoms: [Geom("cart", .box(halfSize: [0.2, 0.15, 0.1]), mass: .kilograms(1))],
      children: [pole])
    return ModelDescription(
      options: Options(integrator: .rungeKutta4, contactsAreEnabled: false),
      geoms: [
        .floor("floor", at: [0, 0, -0.05], halfWidth: 4, halfDepth: 4, spacing: 0.2),
        rail("rail1", depth: 0.07), rail("rail2", depth: -0.07),
      ],
      bodies: [cart], motors: [Motor("slide", joint: "slider", gear: 10)])
  }

  private static func rail(_ name: String, depth: Double) -> Geom {
    Geom(
      name, .capsule(radius: 0.02, halfLength: 2), at: [0, depth, 1],
      rotation: Rotation(turningZTo: [1, 0, 0]), material: .decoration)
  }
}
