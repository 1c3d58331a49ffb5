import Base
import Control
import Imaging
import PlanarPhysics
import PlanarScenes

/// A task of the suite as an environment.
///
/// A step holds the action for the task's ``SuiteTask/substeps``. Episodes continue until a limit
/// is imposed; they end early only if the simulation diverges.
public struct SuiteEnvironment: Environment {
  /// The task.
  public let task: any SuiteTask
  /// The state of the task's model.
  public private(set) var world: World
  /// The last action, clamped to its bounds, in a buffer so that steps allocate nothing.
  private var controls: [Double]
  /// The studio that draws the world; copies of the environment share it.
  private let studio: Studio

  /// Creates an environment whose world is as the task's model describes it.
  public init(_ task: any SuiteTask) {
    self.task = task
    world = World(task.model)
    controls = [Double](repeating: 0, count: task.model.controlCount)
    studio = Studio(task.model, task.filming)
  }

  public var actionSize: Int { world.model.controlCount }
  public var observationSize: Int { task.observationSize }
  public var timeStep: Double { world.model.timeStep * Double(task.substeps) }

  public mutating func reset(using generator: inout SeededGenerator) {
    world.reset()
    task.reset(&world, using: &generator)
    world.time = 0
  }

  public mutating func step(_ action: [Double]) throws(ActionError) -> Step {
    try ActionError.check(action, size: actionSize)
    guard !world.hasDiverged else { return Step(reward: 0, end: .diverged) }
    for index in action.indices { controls[index] = min(max(action[index], -1), 1) }
    world.setControls(controls)
    world.step(count: task.substeps)
    guard !world.hasDiverged else { return Step(reward: 0, end: .diverged) }
    return Step(reward: task.reward(world))
  }

  public func observe(into observation: UnsafeMutableBufferPointer<Double>) {
    task.observe(world, into: observation)
  }

  /// The camera that ``render(into:)`` draws through.
  public var camera: Camera { studio.camera(for: world) }

  public func render(into image: inout Image) {
    studio.draw(world, into: &image)
  }
}
