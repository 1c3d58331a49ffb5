extension World {
  /// The mass matrix M, row by row, in kg, kg·m and kg·m².
  public var massMatrix: [[Double]] {
    let count = model.coordinateCount
    return (0..<count).map { row in
      (0..<count).map { workspace.mass[max(row, $0) * count + min(row, $0)] }
    }
  }

  /// The forces of inertia and gravity that oppose the current motion, in N and N·m.
  public var biasForces: [Double] { copy(workspace.bias) }
  /// The forces of springs and dampers, in N and N·m.
  public var passiveForces: [Double] { copy(workspace.passive) }
  /// The forces of the motors, in N and N·m.
  public var motorForces: [Double] { copy(workspace.actuation) }
  /// The forces of all constraints, in N and N·m.
  public var constraintForces: [Double] { copy(workspace.constraint) }
  /// The accelerations without constraints, as computed by ``computeAccelerations()``.
  public var freeAccelerations: [Double] { copy(workspace.freeAcceleration) }
  /// The accelerations, as computed by ``computeAccelerations()``.
  public var accelerations: [Double] { copy(workspace.a) }

  /// The number of scalar constraints as MuJoCo counts them, including those that leave the plane.
  public var constraintCount: Int {
    var sum = workspace.rowCount
    for index in 0..<workspace.contactCount {
      let contact = workspace.contacts[index]
      guard contact.rowCount > 1 else { continue }
      sum += (workspace.cone == .pyramidal ? 4 : 3) - contact.rowCount
    }
    return sum
  }

  /// The number of iterations of the solver in the last step.
  public var solverIterations: Int { workspace.solverIterations }

  /// Returns the reading of a touch sensor in the last step, in N.
  public func touch(ofSensor sensor: Int) -> Double {
    check(sensor, workspace.touchSites.count, "touch sensor")
    return workspace.touch[sensor]
  }

  /// The number of contacts that were found last.
  public var contactCount: Int { workspace.contactCount }

  /// The contacts that were found last, with forces if a step or ``computeAccelerations()`` found
  /// them, otherwise without.
  public var contacts: [Contact] {
    let plane = model.description.plane
    return (0..<workspace.contactCount).map { index in
      let record = workspace.contacts[index]
      let pair = workspace.pairs[record.pair]
      let geoms = [workspace.colliders[pair.first].geom, workspace.colliders[pair.second].geom]
      let (normal, tangent) = (plane.lift(record.normal), plane.lift(record.tangent))
      let frame =
        switch record.kind {
        case .firstTangent: [normal, tangent, cross(normal, tangent)]
        case .secondTangent: [normal, cross(tangent, normal), tangent]
        case .crossing: [plane.axis * record.outward, normal, tangent]
        }
      return Contact(
        geoms: geoms, distance: record.distance,
        position: plane.lift(record.position, depth: pair.depth),
        normal: frame[0], tangents: [frame[1], frame[2]],
        force: workspace.rowCount > 0 ? workspace.force(of: record) : .zero)
    }
  }
}
