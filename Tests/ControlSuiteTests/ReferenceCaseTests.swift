import ControlSuite
import PlanarPhysics
import Testing

/// Single states against MuJoCo: every case of every task.
@Suite struct ReferenceCaseTests {
  @Test(arguments: Reference.tasks)
  func forcesAndAccelerationsAreMuJoCos(name: String) throws {
    let task = try Reference.task(name)
    for (index, theirs) in try Reference.load("\(name)_cases", as: Reference.Cases.self).cases
      .enumerated()
    {
      var world = task.world(theirs.qpos, theirs.qvel, target: theirs.target)
      world.setControls(theirs.ctrl)
      world.computeAccelerations()
      let label = "\(name) case \(index) (\(theirs.kind))"
      expectClose(world.massMatrix.flatMap { $0 }, theirs.qM.flatMap { $0 }, 1e-10, label + " M")
      expectClose(world.biasForces, theirs.qfrc_bias, 1e-10, label + " bias")
      expectClose(world.passiveForces, theirs.qfrc_passive, 1e-10, label + " passive")
      expectClose(world.motorForces, theirs.qfrc_actuator, 1e-10, label + " motors")
      expectClose(world.freeAccelerations, theirs.qacc_smooth, 1e-10, label + " free")
      expectClose(world.constraintForces, theirs.qfrc_constraint, 1e-8, label + " constraints")
      expectClose(world.accelerations, theirs.qacc, 1e-8, label + " acceleration")
      expectClose(task.observation(of: world), theirs.obs, 1e-9, label + " observation")
      expectClose([task.reward(world)], [theirs.reward], 1e-9, label + " reward")
      #expect(world.constraintCount == theirs.nefc, "\(label)")
    }
  }

  @Test(arguments: Reference.tasks)
  func contactsAreMuJoCos(name: String) throws {
    let task = try Reference.task(name)
    for (index, theirs) in try Reference.load("\(name)_cases", as: Reference.Cases.self).cases
      .enumerated()
    {
      var world = task.world(theirs.qpos, theirs.qvel, target: theirs.target)
      world.setControls(theirs.ctrl)
      world.computeAccelerations()
      let ours = world.contacts
      let label = "\(name) case \(index) (\(theirs.kind))"
      #expect(ours.map(\.geoms) == theirs.contacts.map(\.geom), "\(label)")
      for (a, b) in zip(ours, theirs.contacts) {
        let frame = ([a.normal] + a.tangents).flatMap { [$0.x, $0.y, $0.z] }
        expectClose([a.distance], [b.dist], 1e-9, label + " distance")
        expectClose([a.position.x, a.position.y, a.position.z], b.pos, 1e-9, label + " position")
        expectClose(frame, b.frame, 1e-9, label + " frame")
        expectClose([a.force.x, a.force.y, a.force.z], b.force, 1e-8, label + " force")
      }
    }
  }

  @Test(arguments: Reference.tasks)
  func aStepLeadsWhereMuJoCosDoes(name: String) throws {
    let task = try Reference.task(name)
    for (index, theirs) in try Reference.load("\(name)_cases", as: Reference.Cases.self).cases
      .enumerated()
    {
      var world = task.world(theirs.qpos, theirs.qvel, target: theirs.target)
      world.setControls(theirs.ctrl)
      world.step()
      let label = "\(name) case \(index) (\(theirs.kind))"
      expectClose(world.positions, theirs.next_qpos, 1e-8, label + " positions")
      expectClose(world.velocities, theirs.next_qvel, 1e-8, label + " velocities")
    }
  }

  @Test(arguments: Reference.tasks)
  func massesAndPlacesAreMuJoCos(name: String) throws {
    let task = try Reference.task(name)
    let facts = try Reference.load(name, as: Reference.Facts.self)
    var world = World(task.model)
    expectClose(task.model.masses, facts.bodies.map(\.mass), 1e-12, "\(name) masses")
    #expect(task.model.geoms.map(\.geom.name) == facts.geoms.map(\.name))
    #expect(task.model.sites.map(\.site.name) == facts.sites.map(\.name))
    for (index, geom) in facts.geoms.enumerated() {
      var position = task.model.geoms[index].geom.placement.position
      if geom.name == "target", task.hasTarget {
        // The reacher's was drawn.
        task.placeTarget(&world, at: [geom.pos[0], geom.pos[1]])
        position = world.placement(ofGeom: index).position
      }
      expectClose([position.x, position.y, position.z], geom.pos, 1e-12, geom.name)
    }
    for (index, site) in facts.sites.enumerated() {
      let position = task.model.sites[index].site.placement.position
      expectClose([position.x, position.y, position.z], site.pos, 1e-12, site.name)
    }
  }
}
