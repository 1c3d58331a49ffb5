import JSONText
import PlanarPhysics

extension Simulation {
  /// Replays the controls of a rollout from its start.
  mutating func answer(toRollout element: Located) throws(SimulationError) -> JSON {
    let plan = try Plan(element, task)
    try setState(of: element, positions: "qpos0", velocities: "qvel0")
    world.computeAccelerations()
    var answer = inputs(of: element, ["kind", "start", "substeps", "qpos0", "qvel0", "target"])
    answer.append(JSON.Member("obs0", try json(observation, "obs0", of: element)))
    answer += inputs(of: element, ["ctrl", "step"])
    var (positions, velocities, contacts, rewards) = ([JSON](), [JSON](), [JSON](), [JSON]())
    var observations: [JSON] = []
    var (step, recorded, observed) = (0, 0, 0)
    for (index, controls) in plan.controls.enumerated() {
      world.setControls(controls)
      for _ in 0..<task.substeps {
        world.step()
        step += 1
        try checkBounds(of: element, step: step)
        guard recorded < plan.steps.count, plan.steps[recorded] == step else { continue }
        recorded += 1
        positions.append(.numbers(world.positions))
        velocities.append(.numbers(world.velocities))
        contacts.append(.integer(world.findContacts()))
      }
      rewards.append(.number(task.reward(world)))
      guard observed < plan.observed.count, plan.observed[observed] == index + 1 else { continue }
      observed += 1
      let seen = try json(observation, "obs", of: element)
      observations.append(["control_step": .integer(index + 1), "obs": seen])
    }
    answer += [
      JSON.Member("qpos", .array(positions)), JSON.Member("qvel", .array(velocities)),
      JSON.Member("ncon", .array(contacts)), JSON.Member("reward", .array(rewards)),
      JSON.Member("obs", .array(observations)),
    ]
    return .object(answer)
  }

  /// The request of a rollout: the controls, and the times at which to record.
  private struct Plan {
    var controls: [[Double]] = []
    /// The counts of physics steps, ascending.
    var steps: [Int] = []
    /// The counts of environment steps, ascending.
    var observed: [Int] = []

    init(_ element: Located, _ task: any SuiteTask) throws(SimulationError) {
      _ = try element.member("substeps").integer(in: task.substeps...task.substeps)
      for row in try element.member("ctrl").elements() {
        controls.append(try row.numbers(task.model.controlCount))
      }
      let last = controls.count * task.substeps
      for value in try element.member("step").elements() {
        let first = (steps.last ?? 0) + 1
        guard first <= last else { throw value.fault("no step after the last control") }
        steps.append(try value.integer(in: first...last))
      }
      guard element.value["obs"] != nil else {
        // If the file does not ask for any, these are those of the reference data.
        observed = Array(1...max(1, controls.count)).filter { $0 <= 5 || $0 % 10 == 0 }
        return
      }
      for value in try element.member("obs").elements() {
        let first = (observed.last ?? 0) + 1
        guard first <= controls.count else { throw value.fault("no step after the last control") }
        observed.append(try value.member("control_step").integer(in: first...controls.count))
      }
    }
  }
}
