import Base
import Control
import ControlSuite
import PlanarPhysics
import TestSupport
import Testing

/// Trajectories, resets and returns against MuJoCo and dm_control.
@Suite struct ReferenceRolloutTests {
  @Test(arguments: Reference.tasks)
  func trajectoriesStayWithMuJoCos(name: String) throws {
    // A cart rests at the end of its rail, where MuJoCo's solver stops early. A solver that stops
    // elsewhere is off by 7e-8.
    try expectTrajectories(
      "\(name)_rollouts", of: name, within: name == "cartpole_swingup" ? 1e-9 : 1e-7)
  }

  /// A solver that continues to the minimum is off by 5e-7 here.
  @Test func theSolverStopsWhereMuJoCosDoes() throws {
    try expectTrajectories("walker_walk_early_stop", of: "walker_walk", within: 1e-9)
  }

  private func expectTrajectories(
    _ resource: String, of name: String, within tolerance: Double
  ) throws {
    let task = try Reference.task(name)
    let file = try Reference.load(resource, as: Reference.Rollouts.self)
    for (number, theirs) in file.rollouts.enumerated() {
      var world = task.world(theirs.qpos0, theirs.qvel0, target: theirs.target)
      world.computeAccelerations()
      let label = "\(resource) \(number)"
      expectClose(task.observation(of: world), theirs.obs0, 1e-9, label + " start")
      #expect(theirs.substeps == task.substeps)
      var (step, recorded) = (0, 0)
      for (index, controls) in theirs.ctrl.enumerated() {
        world.setControls(controls)
        for _ in 0..<task.substeps {
          world.step()
          step += 1
          guard recorded < theirs.step.count, theirs.step[recorded] == step else { continue }
          expectClose(world.positions, theirs.qpos[recorded], tolerance, "\(label) at \(step)")
          expectClose(world.velocities, theirs.qvel[recorded], 1e-5, "\(label) at \(step)")
          #expect(world.findContacts() == theirs.ncon[recorded], "\(label) at \(step)")
          recorded += 1
        }
        expectClose([task.reward(world)], [theirs.reward[index]], tolerance, "\(label) at \(step)")
        if let observed = theirs.obs.first(where: { $0.control_step == index + 1 }) {
          expectClose(task.observation(of: world), observed.obs, tolerance, "\(label) at \(step)")
        }
      }
      #expect(recorded == theirs.step.count)
    }
  }

  @Test(arguments: Reference.tasks)
  func resetsEndWhereDmControlsDo(name: String) throws {
    let task = try Reference.task(name)
    for (number, theirs) in try Reference.load(name, as: Reference.Facts.self).reset_examples
      .enumerated()
    {
      let label = "\(name) reset \(number)"
      var world = task.world(theirs.qpos, theirs.qvel, target: theirs.target)
      if let cheetah = task as? Cheetah {
        world = World(task.model)
        cheetah.settle(&world, from: try #require(theirs.qpos_drawn_before_settling))
        expectClose(world.positions, theirs.qpos, 1e-9, label)
        expectClose(world.velocities, theirs.qvel, 1e-9, label)
      }
      world.setControls([Double](repeating: 0, count: task.model.controlCount))
      expectClose(task.observation(of: world), theirs.observation, 1e-9, label)
      #expect(world.findContacts() == theirs.ncon, "\(label)")
    }
  }

  @Test(arguments: Reference.tasks)
  func randomPoliciesEarnWhatTheyEarnInDmControl(name: String) throws {
    let theirs = try #require(
      Reference.load("random_policy", as: Reference.Returns.self).tasks.first { $0.task == name })
    let entry = try #require(Catalog.entry(named: name))
    #expect(entry.actionRepeat == theirs.action_repeat)
    var environment = ActionRepeat(entry.makeEnvironment(), count: entry.actionRepeat)
    var generator = SeededGenerator(seed: 11)
    var returns: [Double] = []
    let episodes = isOptimized ? 200 : 10
    for _ in 0..<episodes {
      environment.reset(using: &generator)
      var (total, end) = (0.0, Step.End?.none)
      while end == nil {
        let action = (0..<environment.actionSize).map { _ in generator.nextUniform(in: -1...1) }
        let step = try environment.step(action)
        total += step.reward
        end = step.end
      }
      #expect(end == .timeLimit)
      returns.append(total)
    }
    let mean = returns.reduce(0, +) / Double(episodes)
    let variance = returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(episodes - 1)
    let error =
      (variance / Double(episodes) + theirs.std * theirs.std / Double(theirs.episodes)).squareRoot()
    #expect(abs(mean - theirs.mean) <= 3 * error, "mean \(mean), theirs \(theirs.mean) ± \(error)")
  }
}
