import Control
import ControlSuite
import Foundation
import PlaNet
import PlanarPhysics

/// The true quantities of a suite's world, which a probe tries to read.
///
/// These are all velocities, the angles and positions of joints with limits, and the sine and
/// cosine of hinges without. The position of a free slide, such as how far a cheetah has run,
/// cannot be seen and is left out.
struct WorldQuantities {
  /// The names and groups.
  let targets: [ProbeTarget]
  private let model: Model

  init(_ model: Model) {
    self.model = model
    targets =
      model.joints.map { ProbeTarget($0.name, group: "velocity") }
      + model.joints.flatMap { joint -> [ProbeTarget] in
        switch (joint.motion, joint.range) {
        case (.hinge, .some): [ProbeTarget(joint.name, group: "angle")]
        case (.hinge, nil):
          [
            ProbeTarget("sin \(joint.name)", group: "orientation"),
            ProbeTarget("cos \(joint.name)", group: "orientation"),
          ]
        case (_, .some): [ProbeTarget(joint.name, group: "position")]
        case (_, nil): []
        }
      }
  }

  /// Returns the quantities in the order of the targets, or none for an environment of another
  /// kind.
  func callAsFunction(_ environment: any Environment) -> [Double] {
    guard let decisions = environment as? ActionRepeat<TimeLimit<SuiteEnvironment>> else {
      return []
    }
    let world = decisions.base.base.world
    let (positions, velocities) = (world.positions, world.velocities)
    return velocities
      + model.joints.indices.flatMap { index -> [Double] in
        let (joint, position) = (model.joints[index], positions[index])
        if joint.range != nil { return [position] }
        if case .hinge = joint.motion { return [sin(position), cos(position)] }
        return []
      }
  }
}
