import PlanarPhysics
import RealModule
import Testing

/// What the numbers of a description do, against formulas on paper.
@Suite struct FormulaTests {
  /// Two balls without friction, 0.3 m beside the plane, overlap and approach each other.
  @Test(arguments: [1.0, 2, 3.5], [0.2, 0.8])
  func ballsPushEachOtherApart(power: Double, share: Double) throws {
    // The width is the mean of the balls' widths.
    let overlap = share * 0.002
    let normal: SIMD3<Double> = [0.6, 0, 0.8]
    let start: SIMD3<Double> = [0, 0.3, 0]
    func ball(
      _ name: String, at position: SIMD3<Double>, radius: Double, mass: Double, width: Double
    ) -> Body {
      let softness = Softness(
        timeConstant: 0.05, dampingRatio: 0.7, minimum: 0.5, maximum: 0.9, width: width,
        midpoint: 0.3, power: power)
      return Body(
        name, at: position,
        joints: [.slide(name + "_x", along: [1, 0, 0]), .slide(name + "_z", along: [0, 0, 1])],
        geoms: [
          Geom(
            name, .sphere(radius: radius), mass: .kilograms(mass), friction: 0,
            softness: softness)
        ], sites: [Site(name, .sphere(radius: 0.25))])
    }
    var world = World(
      ModelDescription(
        options: Options(gravity: .zero),
        bodies: [
          ball("small", at: start, radius: 0.1, mass: 2, width: 0.001),
          ball("large", at: start + normal * (0.3 - overlap), radius: 0.2, mass: 5, width: 0.003),
        ], touchSensors: ["large"]
      ).compiled())
    world.setState(positions: [0, 0, 0, 0], velocities: [0.06, 0.08, -0.09, -0.12])
    world.computeAccelerations()

    // With the overlap r, the speed u at which it grows, and B, K and d as Softness says, the
    // solver's sum is least for the force d (B u + K d r) / (1/m₁ + 1/m₂).
    let rise: Double =
      share <= 0.3
      ? Double.pow(share, power) / Double.pow(0.3, power - 1)
      : 1 - Double.pow(1 - share, power) / Double.pow(0.7, power - 1)
    let impedance = 0.5 + 0.4 * rise
    let (time, ratio) = (0.9 * 0.05, 0.7)
    let (damping, stiffness) = (2 / time, 1 / (time * time * ratio * ratio))
    let target = damping * 0.25 + stiffness * impedance * overlap
    let force = impedance * target / (0.5 + 0.2)

    let contact = try #require(world.contacts.first)
    #expect(world.contactCount == 1 && contact.geoms == [0, 1])
    #expect(abs(contact.distance + overlap) < 1e-12)
    #expect(magnitude(contact.normal - normal) < 1e-12)
    #expect(magnitude(contact.position - (start + normal * (0.1 - overlap / 2))) < 1e-12)
    #expect(magnitude(contact.force - SIMD3(force, 0, 0)) < 1e-9 * force)
    #expect(abs(world.touch(ofSensor: 0) - force) < 1e-9 * force)
    // The normal over the masses.
    for (ours, part) in zip(world.accelerations, [-0.3, -0.4, 0.12, 0.16]) {
      #expect(abs(ours - part * force) < 1e-9 * force)
    }
  }

  /// The midpoint of a softness is at least 0.0001, as in MuJoCo.
  @Test func aMidpointBelowMuJoCosIsTheLeast() {
    func acceleration(midpoint: Double) -> Double {
      let softness = Softness(
        minimum: 0.1, maximum: 0.9, width: 1, midpoint: midpoint, power: 1.5)
      func ball(_ name: String, _ joints: [Joint]) -> Body {
        Body(
          name, at: [name == "mover" ? 0.2 - 5e-5 : 0, 0, 0], joints: joints,
          geoms: [Geom(name, .sphere(radius: 0.1), friction: 0, softness: softness)])
      }
      var world = World(
        ModelDescription(
          options: Options(gravity: .zero),
          bodies: [ball("fixed", []), ball("mover", [.slide("x", along: [1, 0, 0])])]
        ).compiled())
      world.computeAccelerations()
      return world.accelerations[0]
    }
    #expect(acceleration(midpoint: 1e-6) == acceleration(midpoint: 1e-4))
    #expect(acceleration(midpoint: 1e-3) != acceleration(midpoint: 1e-4))
  }

  /// The rest of a spring is a coordinate, wherever the joint's reference is.
  @Test func aSpringPullsToItsRest() {
    let cart = Body(
      "cart",
      joints: [
        .slide("x", along: [1, 0, 0]).with {
          ($0.stiffness, $0.springReference) = (40, 0.3)
          ($0.damping, $0.reference) = (20, 0.1)
        }
      ],
      geoms: [Geom("cart", .sphere(radius: 0.1))])
    var world = World(ModelDescription(bodies: [cart]).compiled())
    world.computeAccelerations()
    // It starts 0.2 m short of rest.
    #expect(abs(world.passiveForces[0] - 40 * 0.2) < 1e-12)
    #expect(abs(world.potentialEnergy - 40 * 0.2 * 0.2 / 2) < 1e-12)
    world.step(count: 2000)
    #expect(abs(world.position(ofJoint: 0) - 0.3) < 1e-9)
  }

  /// A body turned by φ whose hinge's reference is 0 is the unturned one with reference −φ.
  @Test(arguments: [Plane.xz, .xy])
  func anAngleIsAReferenceOfTheHinge(plane: Plane) {
    let angles = [0.7, -1.1]
    func chain(isTurned: Bool) -> World {
      func link(_ index: Int) -> Body {
        Body(
          "link\(index)", at: plane.lift([0.3, -0.2], depth: 0.1),
          angle: isTurned ? angles[index] : 0,
          joints: [
            .hinge("hinge\(index)", axis: plane.axis).with {
              $0.reference = isTurned ? 0 : -angles[index]
            }
          ],
          geoms: [
            .capsule("link\(index)", from: .zero, to: plane.lift([0.4, 0.1]), radius: 0.05)
          ],
          children: index == 0 ? [link(1)] : [])
      }
      return World(
        ModelDescription(
          plane: plane, options: Options(gravity: plane.lift([2, -9])), bodies: [link(0)]
        ).compiled())
    }
    var (turned, referred) = (chain(isTurned: true), chain(isTurned: false))
    let turn = Rotation(about: plane.axis, by: angles[0])
    #expect(magnitude(turned.placement(ofBody: 1).rotation.x - turn.x) < 1e-15)
    turned.setState(positions: [0.4, -0.2], velocities: [1, -2])
    referred.setState(positions: [0.4, -0.2], velocities: [1, -2])
    for _ in 0..<100 {
      for geom in 0..<2 {
        let (ours, theirs) = (turned.placement(ofGeom: geom), referred.placement(ofGeom: geom))
        #expect(magnitude(ours.position - theirs.position) < 1e-9)
        #expect(magnitude(ours.rotation.x - theirs.rotation.x) < 1e-9)
      }
      turned.step()
      referred.step()
    }
  }
}
