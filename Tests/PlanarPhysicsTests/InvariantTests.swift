import Base
import PlanarPhysics
import Testing

/// What must hold of any model, whatever it is compared with.
@Suite struct InvariantTests {
  private func start(_ description: ModelDescription) -> World {
    var world = World(description.compiled())
    let count = world.model.coordinateCount
    world.setState(
      positions: (0..<count).map { 0.3 + 0.2 * Double($0) },
      velocities: (0..<count).map { 0.5 - 0.3 * Double($0) })
    return world
  }

  /// The error of the energy after a second, relative to the energy of motion.
  private func energyError(_ integrator: Options.Integrator, timeStep: Double) -> Double {
    let options = Options(
      timeStep: timeStep, integrator: integrator, contactsAreEnabled: false)
    var world = start(chain(links: 3, options: options))
    let before = world.kineticEnergy + world.potentialEnergy
    world.step(count: Int((1 / timeStep).rounded()))
    return abs(world.kineticEnergy + world.potentialEnergy - before) / world.kineticEnergy
  }

  /// Halving the step halves the error of Euler's method, and divides that of the Runge–Kutta
  /// scheme by 16 or more: a method of order p leaves an energy error of order p at least.
  @Test func energyConvergesWithTheOrderOfTheIntegrator() {
    let euler = [0.002, 0.001, 0.0005].map { energyError(.euler, timeStep: $0) }
    let rungeKutta = [0.02, 0.01, 0.005].map { energyError(.rungeKutta4, timeStep: $0) }
    for pair in zip(euler, euler.dropFirst()) {
      #expect((1.7...2.3).contains(pair.0 / pair.1), "\(euler)")
    }
    for pair in zip(rungeKutta, rungeKutta.dropFirst()) {
      #expect((12...45).contains(pair.0 / pair.1), "\(rungeKutta)")
    }
  }

  @Test func energyDriftsLittleInTenThousandSteps() {
    let options = Options(
      timeStep: 0.002, integrator: .rungeKutta4, contactsAreEnabled: false)
    var world = start(chain(links: 3, options: options))
    let before = world.kineticEnergy + world.potentialEnergy
    let scale = world.kineticEnergy
    world.step(count: 10_000)
    #expect(abs(world.kineticEnergy + world.potentialEnergy - before) < 0.01 * scale)
  }

  /// The errors of momentum and of the centre's way after a second with motors.
  private func momentumErrors(timeStep: Double) -> (momentum: Double, way: Double) {
    let options = Options(
      timeStep: timeStep, integrator: .rungeKutta4, gravity: .zero, contactsAreEnabled: false)
    var world = start(chain(links: 3, isFree: true, options: options))
    let (momentum, center) = (world.momentum, world.centerOfMass)
    world.setControls([1, -0.6])
    world.step(count: Int((1 / timeStep).rounded()))
    #expect(world.kineticEnergy > 1)
    let way = world.centerOfMass - center
    return (
      magnitude(world.momentum - momentum),
      magnitude(SIMD2(way.x, way.z) - momentum / world.model.totalMass)
    )
  }

  /// Motors between links do not move the whole, but for an error of the scheme's order 4.
  @Test func motorsWithinDoNotMoveTheWhole() {
    let (coarse, fine) = (momentumErrors(timeStep: 0.002), momentumErrors(timeStep: 0.001))
    #expect(fine.momentum < 1e-6 && fine.way < 1e-6)
    #expect(coarse.momentum > 12 * fine.momentum && coarse.way > 12 * fine.way)
  }

  @Test func fallsLikeAStone() {
    let options = Options(timeStep: 0.001, integrator: .rungeKutta4, contactsAreEnabled: false)
    var world = start(chain(links: 3, isFree: true, options: options))
    let (center, velocity) = (world.centerOfMass, world.centerOfMassVelocity)
    world.step(count: 1000)
    let way = world.centerOfMass - center
    #expect(abs(way.x - velocity.x) < 1e-8)
    #expect(abs(way.z - (velocity.y - 9.81 / 2)) < 1e-8)
  }

  @Test(arguments: [Options.Cone.pyramidal, .elliptic])
  func aMirroredStartGoesAMirroredWay(cone: Options.Cone) {
    let options = Options(timeStep: 0.002, cone: cone)
    let model = chain(links: 3, isFree: true, options: options, floor: -1.5).compiled()
    var (world, mirrored) = (World(model), World(model))
    // The coordinates are x, z and three angles: all but z change sign.
    let signs = [-1.0, 1, -1, -1, -1]
    let (q, v) = ([0.1, 0.2, 0.3, -0.5, 0.4], [0.5, -1, 2, -1, 0.3])
    world.setState(positions: q, velocities: v)
    mirrored.setState(positions: zip(q, signs).map(*), velocities: zip(v, signs).map(*))
    world.setControls([0.8, -0.3])
    mirrored.setControls([-0.8, 0.3])
    var contacts = 0
    for _ in 0..<1000 {
      world.step()
      mirrored.step()
      contacts += world.contactCount
    }
    // Rounding differs with the signs, and the chain tumbling on the floor amplifies it.
    for index in 0..<5 {
      let reflected = signs[index] * mirrored.position(ofJoint: index)
      #expect(abs(world.position(ofJoint: index) - reflected) < 1e-6)
    }
    #expect(contacts > 100)
  }

  @Test(arguments: [Options.Cone.pyramidal, .elliptic])
  func restStaysRest(cone: Options.Cone) {
    let block = Body(
      "block", at: [0, 0, 0.1],
      joints: [
        .slide("x", along: [1, 0, 0]), .slide("z", along: [0, 0, 1]),
        .hinge("turn", axis: [0, 1, 0]).with { $0.damping = 0.01 },
      ],
      geoms: [.capsule("block", from: [-0.3, 0, 0], to: [0.3, 0, 0], radius: 0.1)])
    let floor = Geom.floor("floor", halfWidth: 5, halfDepth: 5, spacing: 1)
    var world = World(
      ModelDescription(options: Options(cone: cone), geoms: [floor], bodies: [block]).compiled())
    world.step(count: 2000)
    let rest = world.positions
    world.step(count: 10_000)
    #expect(zip(world.positions, rest).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(world.velocities.allSatisfy { abs($0) < 1e-9 })
    #expect(world.contactCount == 2)
    // It bears its weight.
    let force = world.contacts.reduce(0) { $0 + $1.force.x }
    #expect(abs(force - 9.81 * world.model.totalMass) < 1e-6 * force)
  }

  @Test func frictionHoldsOnASlopeUntilItIsTooSteep() {
    func slide(_ friction: Double, _ cone: Options.Cone) -> Double {
      // Gravity leans by 0.3 to the side: tan of the slope.
      let options = Options(cone: cone, gravity: [3, 0, -10])
      let floor = Geom.floor("floor", halfWidth: 5, halfDepth: 5, spacing: 1)
      let block = Body(
        "block", at: [0, 0, 0.1],
        joints: [.slide("x", along: [1, 0, 0]), .slide("z", along: [0, 0, 1])],
        geoms: [Geom("block", .sphere(radius: 0.1), friction: friction)])
      let description = ModelDescription(
        options: options, geoms: [floor.with { $0.friction = friction }], bodies: [block])
      var world = World(description.compiled())
      world.step(count: 200)
      return world.velocity(ofJoint: 0)
    }
    for cone in [Options.Cone.pyramidal, .elliptic] {
      // Soft contacts creep a little, but do not run away.
      #expect(slide(0.5, cone) < 0.05)
      #expect(slide(0, cone) > 5)
      #expect(slide(0.1, cone) > 3 && slide(0.1, cone) < 5)
    }
  }
}
