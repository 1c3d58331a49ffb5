import CAllocationCounter
import PlanarPhysics
import RealModule
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

/// Whether the tests are built with optimization.
private let isOptimized: Bool = {
  #if DEBUG
  false
  #else
  true
  #endif
}()
