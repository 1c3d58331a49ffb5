import CAllocationCounter
import PlanarPhysics
import TestSupport
import Testing

@Suite struct WorldTests {
  private let model = chain(
    links: 4, isFree: true, options: Options(timeStep: 0.005), floor: -1.8
  ).compiled()

  @Test func copiesAreForks() {
    var world = World(model)
    world.setControls([0.3, -0.2, 0.9])
    world.step(count: 50)
    var fork = world
    let before = world.positions
    fork.setControls([-1, 1, 0])
    fork.step(count: 20)
    #expect(world.positions == before)
    var second = world
    world.step(count: 20)
    #expect(second.positions == before)
    second.step(count: 20)
    #expect(world.positions == second.positions && world.velocities == second.velocities)
    #expect(world.positions != fork.positions)
    #expect(world.contacts == second.contacts && world.time == second.time)
  }

  @Test func aResetLeavesNothingOfTheEpisodeBefore() {
    var world = World(model)
    world.setControls([0.3, -0.2, 0.9])
    while world.contactCount == 0 { world.step() }
    #expect(world.constraintForces.contains { $0 != 0 } && world.solverIterations > 0)
    world.reset()
    let new = World(model)
    for forces in [
      \World.passiveForces, \.motorForces, \.constraintForces, \.freeAccelerations,
      \.accelerations, \.biasForces,
    ] {
      #expect(world[keyPath: forces] == new[keyPath: forces])
    }
    #expect(world.solverIterations == 0 && world.contactCount == 0)
  }

  /// As in MuJoCo: below it, the edges of a friction pyramid are almost one.
  @Test func theLeastFrictionIsAHundredThousandth() {
    func accelerations(_ friction: Double) -> [Double] {
      var description = chain(links: 2, isFree: true, floor: -1)
      description.geoms[0].friction = friction
      description.bodies[0].geoms[0].friction = friction
      description.bodies[0].children[0].geoms[0].friction = friction
      var world = World(description.compiled())
      world.setState(positions: [0, -0.1, 0.3, 0.1], velocities: [1, 0, 0, 0])
      world.computeAccelerations()
      #expect(world.contactCount > 0)
      return world.accelerations
    }
    #expect(accelerations(1e-8) == accelerations(1e-5))
    #expect(accelerations(1e-3) != accelerations(1e-5))
  }

  @Test func aForkKeepsWhatTheLastStepFound() {
    var world = World(model)
    while world.contactCount == 0 { world.step() }
    var fork = world
    fork.time = 0
    #expect(fork.contacts == world.contacts)
    #expect((fork.contacts.first?.force.x ?? 0) > 0)
  }

  @Test func manyWorldsMoveLikeOne() {
    var worlds = (0..<37).map { index in
      var world = World(model)
      world.setControls([Double(index) / 37, -0.5, 0.1])
      return world
    }
    var singles = worlds
    World.step(&worlds, count: 200, threads: 4)
    #expect(worlds.map(\.positions) != singles.map(\.positions))
    for index in singles.indices { singles[index].step(count: 200) }
    #expect(worlds.map(\.positions) == singles.map(\.positions))
    #expect(worlds.map(\.time) == singles.map(\.time))
    var none: [World] = []
    World.step(&none, threads: 2)
  }

  @Test(.enabled(if: isOptimized, "code that is not optimized allocates"))
  func stepsAllocateNothing() {
    var world = World(model)
    world.step()
    allocation_counter_start(0)
    world.step(count: 1000)
    let count = allocation_counter_stop()
    #expect(count == 0)
    #expect(world.contactCount > 0)
  }

  @Test func aWorldThatLeavesAllBoundsKeepsItsLastState() {
    let cart = Body(
      "cart", joints: [.slide("x", along: [1, 0, 0])], geoms: [Geom("cart", .sphere(radius: 1))])
    var world = World(
      ModelDescription(bodies: [cart], motors: [Motor(joint: "x", gear: 1e14)]).compiled())
    world.setControls([.infinity])
    var (state, speeds, time) = (world.positions, world.velocities, world.time)
    for _ in 0..<1000 where !world.hasDiverged {
      (state, speeds, time) = (world.positions, world.velocities, world.time)
      world.step()
    }
    #expect(world.hasDiverged)
    #expect(world.positions == state && world.velocities == speeds && world.time == time)
    world.step(count: 10)
    #expect(world.positions == state && world.time == time)
    world.setState(positions: [0], velocities: [0])
    #expect(!world.hasDiverged)
  }

  /// A ball on a floor, pushed down by more than holds, inside a touch sensor.
  @Test func ofAStepThatIsNotTakenNoForcesAreLeft() {
    let ball = Body(
      "ball", at: [0, 0, 0.99], joints: [.slide("z", along: [0, 0, 1])],
      geoms: [Geom("ball", .sphere(radius: 1))], sites: [Site("skin", .sphere(radius: 1.5))])
    let floor = Geom.floor("floor", halfWidth: 5, halfDepth: 5, spacing: 1)
    var world = World(
      ModelDescription(
        geoms: [floor], bodies: [ball], motors: [Motor(joint: "z", gear: 1e20)],
        touchSensors: ["skin"]
      ).compiled())
    world.step()
    #expect(world.contactCount == 1 && world.touch(ofSensor: 0) > 0)
    world.setControls([-1])
    world.step()
    #expect(world.hasDiverged)
    #expect(world.contacts.isEmpty && world.constraintCount == 0)
    #expect(world.touch(ofSensor: 0) == 0)
    #expect(world.accelerations == [0] && world.constraintForces == [0])
    #expect(world.motorForces == [0] && world.freeAccelerations == [0])
  }

  /// A sensor feels contacts beside the plane as it does those in it; a sensor elsewhere feels
  /// nothing.
  @Test func touchIsFeltWhereTheContactIs() {
    func touch(depth: Double, aside: Double = 0) -> Double {
      let ball = Body(
        "ball", at: [0, depth, 0.1], joints: [.slide("z", along: [0, 0, 1])],
        geoms: [Geom("ball", .sphere(radius: 0.1))],
        sites: [Site("skin", .sphere(radius: 0.15), at: [0, aside, 0])])
      let floor = Geom.floor("floor", halfWidth: 5, halfDepth: 5, spacing: 1)
      var world = World(
        ModelDescription(geoms: [floor], bodies: [ball], touchSensors: ["skin"]).compiled())
      world.step(count: 500)
      return world.touch(ofSensor: 0)
    }
    let weight = 9.81 * 4 / 3 * Double.pi
    #expect(abs(touch(depth: 0) - weight) < 1e-3 * weight)
    #expect(touch(depth: 0.3) == touch(depth: 0))
    #expect(touch(depth: 0.3, aside: -0.3) == 0)
    #expect(touch(depth: 0, aside: 0.3) == 0)
  }

  /// Strings and sensors use the positions of their sites in the model.
  @Test func sitesThatAreUsedAreNotPlacedByHand() async {
    let string = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var world = usedSites()
      world.place(site: 0, at: [0, 0, 2])
    }
    #expect(message(of: string).contains("site 'top' holds tendon 'string'"))
    let sensor = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var world = usedSites()
      world.place(site: 1, at: [0, 0, 2])
    }
    #expect(message(of: sensor).contains("site 'button' bounds a touch sensor"))
    var world = usedSites()
    world.place(site: 2, at: [0, 0, 2])
    #expect(world.placement(ofSite: 2).position == SIMD3<Double>(0, 0, 2))
  }

  @Test func placementsFollowTheBodies() {
    var world = World(chain(links: 2).compiled())
    // A quarter turn about +y takes what hangs down, −z, to −x.
    world.setState(positions: [.pi / 2, 0], velocities: [0, 0])
    let end = world.placement(ofBody: 1)(Placement(position: [0, 0, -0.5])).position
    #expect(magnitude(end - [-0.5, 0, 0]) < 1e-15)
    let geom = world.placement(ofGeom: 1)
    #expect(magnitude(geom.position - [-0.75, 0, 0]) < 1e-15)
    #expect(magnitude(geom.rotation.z - [1, 0, 0]) < 1e-15)
    #expect(magnitude(world.centerOfMass - [-0.5, 0, 0]) < 1e-15)
    #expect(abs(world.direction(ofBody: 1).sine - 1) < 1e-15)
  }

  @Test func aTautStringPulls() {
    let ball = Body(
      "ball", joints: [.slide("z", along: [0, 0, 1]).with { $0.damping = 0.5 }],
      geoms: [Geom("ball", .sphere(radius: 0.05))], sites: [Site("end")])
    var world = World(
      ModelDescription(
        sites: [Site("top", at: [0, 0, 1])], bodies: [ball],
        tendons: [Tendon("string", between: "top", and: "end", maximumLength: 1.2)]
      ).compiled())
    #expect(!world.isTaut(tendon: 0))
    world.step(count: 2000)
    #expect(world.isTaut(tendon: 0))
    #expect(abs(world.length(ofTendon: 0) - 1.2) < 0.01)
    world.computeAccelerations()
    #expect(abs(world.constraintForces[0] - 9.81 * world.model.totalMass) < 1e-3)
  }
}

/// A world whose sites hold a string, bound a sensor, and mark a place, in this order.
private func usedSites() -> World {
  let ball = Body(
    "ball", joints: [.slide("z", along: [0, 0, 1])], geoms: [Geom("ball", .sphere(radius: 0.05))],
    sites: [Site("end")])
  return World(
    ModelDescription(
      sites: [Site("top", at: [0, 0, 1]), Site("button"), Site("mark")], bodies: [ball],
      tendons: [Tendon("string", between: "top", and: "end", maximumLength: 1.2)],
      touchSensors: ["button"]
    ).compiled())
}
