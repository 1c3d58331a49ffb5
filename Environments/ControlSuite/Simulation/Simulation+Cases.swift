import JSONText
import PlanarPhysics

extension Simulation {
  /// Computes a single state, and the state after one step.
  mutating func answer(toCase element: Located) throws(SimulationError) -> JSON {
    let controls = try element.member("ctrl").numbers(task.model.controlCount)
    try setState(of: element, positions: "qpos", velocities: "qvel")
    world.setControls(controls)
    world.computeAccelerations()
    var answer = inputs(of: element, ["kind", "qpos", "qvel", "ctrl", "target"])
    let rows = try world.massMatrix.map { row throws(SimulationError) in
      try json(row, "qM", of: element)
    }
    answer.append(JSON.Member("qM", .array(rows)))
    let forces = [
      ("qfrc_bias", world.biasForces), ("qfrc_passive", world.passiveForces),
      ("qfrc_actuator", world.motorForces), ("qfrc_constraint", world.constraintForces),
      ("qacc_smooth", world.freeAccelerations), ("qacc", world.accelerations),
    ]
    for (name, values) in forces {
      answer.append(JSON.Member(name, try json(values, name, of: element)))
    }
    var contacts: [JSON] = []
    for contact in world.contacts { contacts.append(try json(contact, of: element)) }
    answer.append(JSON.Member("contacts", .array(contacts)))
    answer.append(JSON.Member("nefc", .integer(world.constraintCount)))
    answer.append(JSON.Member("obs", try json(observation, "obs", of: element)))
    answer.append(JSON.Member("reward", .number(task.reward(world))))
    try setState(of: element, positions: "qpos", velocities: "qvel")
    world.setControls(controls)
    world.step()
    try checkBounds(of: element, step: 1)
    answer.append(JSON.Member("next_qpos", .numbers(world.positions)))
    answer.append(JSON.Member("next_qvel", .numbers(world.velocities)))
    return .object(answer)
  }

  /// Returns the members that describe the request, as they are in the file.
  func inputs(of element: Located, _ keys: [String]) -> [JSON.Member] {
    keys.compactMap { key in element.value[key].map { JSON.Member(key, $0) } }
  }

  /// Checks that the last step stayed within bounds.
  func checkBounds(of element: Located, step: Int) throws(SimulationError) {
    guard !world.hasDiverged else {
      throw .content(
        key: element.key, expected: "states of at most \(World.largestMagnitude) in magnitude",
        found: "a simulation that diverges in physics step \(step)")
    }
  }

  private func json(_ contact: Contact, of element: Located) throws(SimulationError) -> JSON {
    func flat(_ vectors: [SIMD3<Double>]) -> [Double] { vectors.flatMap { [$0.x, $0.y, $0.z] } }
    let frame = flat([contact.normal] + contact.tangents)
    return [
      "geom": .array(contact.geoms.map { .integer($0) }),
      "dist": try json([contact.distance], "dist", of: element).first,
      "pos": try json(flat([contact.position]), "pos", of: element),
      "frame": try json(frame, "frame", of: element),
      "force": try json(flat([contact.force]), "force", of: element),
    ]
  }
}

extension JSON {
  /// The first element of an array, or the value itself.
  fileprivate var first: JSON {
    guard case .array(let values) = self, let first = values.first else { return self }
    return first
  }
}
