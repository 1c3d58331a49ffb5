import Base
import Control
import Imaging
import PlanarPhysics
import PlanarScenes

/// A task for a planar model: the starts of episodes, the observations and the rewards.
public protocol SuiteTask: Sendable {
  /// The model.
  var model: Model { get }
  /// The number of the model's time steps in an environment step.
  var substeps: Int { get }
  /// The number of components of an observation.
  var observationSize: Int { get }

  /// Sets a world of the model to the start of an episode.
  func reset(_ world: inout World, using generator: inout SeededGenerator)

  /// Writes the observation of a world into a buffer of ``observationSize`` numbers.
  func observe(_ world: World, into observation: UnsafeMutableBufferPointer<Double>)

  /// Returns the reward, in [0, 1], for reaching the state of a world.
  func reward(_ world: World) -> Double

  /// Whether the task has a target whose place differs between episodes.
  var hasTarget: Bool { get }

  /// Places the target, if there is one, at a point of the plane.
  func placeTarget(_ world: inout World, at point: SIMD2<Double>)

  /// The camera and the lights for the model.
  var filming: Filming { get }
}

extension SuiteTask {
  public var filming: Filming { .standard }

  public var hasTarget: Bool { false }

  public func placeTarget(_ world: inout World, at point: SIMD2<Double>) {}
}

extension UnsafeMutableBufferPointer<Double> {
  /// Writes all coordinates of a world except the first `skipped`, then all velocities.
  public func writeState(of world: World, skipping skipped: Int = 0) {
    let count = world.model.coordinateCount
    for joint in skipped..<count { self[joint - skipped] = world.position(ofJoint: joint) }
    for joint in 0..<count { self[count - skipped + joint] = world.velocity(ofJoint: joint) }
  }
}

extension World {
  /// Draws every joint with a finite range from that range, and every free hinge from the whole
  /// circle; other joints stay where they are.
  public mutating func randomizeJoints(using generator: inout SeededGenerator) {
    var positions = model.referencePositions
    for (index, joint) in model.joints.enumerated() {
      if let range = joint.range, range.lowerBound.isFinite, range.upperBound.isFinite {
        positions[index] = generator.nextUniform(in: range)
      } else if case .hinge = joint.motion, joint.range == nil {
        positions[index] = generator.nextUniform(in: -Double.pi...Double.pi)
      } else {
        positions[index] = self.positions[index]
      }
    }
    setState(positions: positions, velocities: [Double](repeating: 0, count: positions.count))
  }
}
