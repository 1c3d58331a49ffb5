import PlanarPhysics
import Testing

@Suite struct ModelTests {
  private let ball = Body(
    "ball", joints: [.slide("x", along: [1, 0, 0])], geoms: [Geom("ball", .sphere(radius: 0.1))])

  private func error(_ description: ModelDescription) -> ModelError? {
    do {
      _ = try Model(description)
      return nil
    } catch {
      return error
    }
  }

  @Test func faultsAreErrorsThatNameThem() {
    #expect(
      error(ModelDescription(bodies: [ball, ball])) == .duplicate(kind: "body", name: "ball"))
    #expect(
      error(ModelDescription(bodies: [ball], motors: [Motor(joint: "y", gear: 1)]))
        == .unknown(kind: "joint", name: "y", usedBy: "y"))
    #expect(
      error(ModelDescription(bodies: [ball], touchSensors: ["tip"]))
        == .unknown(kind: "site", name: "tip", usedBy: "touch sensor"))
    var light = ball
    light.geoms = []
    #expect(
      error(ModelDescription(bodies: [light]))
        == .invalid(name: "ball", quantity: "mass", expected: "positive", found: "0.0"))
    var flat = ball
    flat.geoms = [Geom("flat", .sphere(radius: -1))]
    guard case .invalid(name: "flat", _, _, _) = error(ModelDescription(bodies: [flat])) else {
      Issue.record("a negative radius is taken")
      return
    }
    #expect(error(ModelDescription(options: Options(timeStep: 0), bodies: [ball])) != nil)
    #expect(error(ModelDescription(totalMass: -1, bodies: [ball])) != nil)
  }

  private func leavesThePlane(_ description: ModelDescription) -> String? {
    guard case .notPlanar(let name, _, _) = error(description) else { return nil }
    return name
  }

  @Test func whatLeavesThePlaneIsRefused() {
    var body = ball
    body.joints = [.slide("y", along: [0, 1, 0])]
    #expect(leavesThePlane(ModelDescription(bodies: [body])) == "y")
    body.joints = [.hinge("z", axis: [0, 0, 1])]
    #expect(leavesThePlane(ModelDescription(bodies: [body])) == "z")
    #expect(error(ModelDescription(plane: .xy, bodies: [body])) == nil)
    let aside = ball.geoms[0].with {
      $0.name = "aside"
      $0.placement.position.y = 0.3
    }
    let other = Body("other", joints: [.slide("z", along: [0, 0, 1])], geoms: [aside])
    #expect(leavesThePlane(ModelDescription(bodies: [ball, other])) == "ball")
  }

  @Test func stringsAcrossThePlaneAreRefused() {
    var body = ball
    body.sites = [Site("end", at: [0, 0.3, 0])]
    let string = Tendon("string", between: "hook", and: "end", maximumLength: 1)
    func description(_ depth: Double) -> ModelDescription {
      ModelDescription(
        sites: [Site("hook", at: [0, depth, 1])], bodies: [body], tendons: [string])
    }
    #expect(leavesThePlane(description(0)) == "string")
    #expect(error(description(0.3)) == nil)
  }

  /// Such gravity would end every episode at its first step.
  @Test func gravityThatIsNotFiniteIsRefused() {
    let options = Options(gravity: [0, 0, .nan])
    let fault = error(ModelDescription(options: options, bodies: [ball]))
    guard case .invalid(name: "model", quantity: "gravity", _, _) = fault else {
      Issue.record("gravity is no number")
      return
    }
  }

  @Test func touchIsFeltInTheFrameOfTheBody() {
    var body = ball
    body.sites = [Site("pad", .ellipsoid(semiAxes: [0.1, 0.03, 0.03]))]
    #expect(error(ModelDescription(bodies: [body], touchSensors: ["pad"])) == nil)
    body.sites[0].placement.rotation = Rotation(turningZTo: [1, 0, 0])
    let turned = ModelDescription(bodies: [body], touchSensors: ["pad"])
    guard case .invalid(name: "pad", "rotation", _, _) = error(turned) else {
      Issue.record("a turned sensor feels as if it were not")
      return
    }
  }

  @Test func shapesWithoutAContactTestAreRefusedUnlessNothingTouchesThem() {
    let box = Geom("box", .box(halfSize: [1, 1, 1]))
    #expect(
      error(ModelDescription(geoms: [box], bodies: [ball]))
        == .noContactTest(first: "box", second: "ball"))
    #expect(error(ModelDescription(geoms: [box.untouchable], bodies: [ball])) == nil)
  }

  @Test func totalMassScalesTheBodies() throws {
    var heavy = ball
    heavy.name = "heavy"
    heavy.joints = [.slide("z", along: [0, 0, 1])]
    heavy.geoms = [Geom("heavy", .sphere(radius: 0.1), mass: .density(3000))]
    let model = try Model(ModelDescription(totalMass: 8, bodies: [ball, heavy]))
    #expect(abs(model.masses[1] - 2) < 1e-12 && abs(model.masses[2] - 6) < 1e-12)
  }

  @Test func namesHaveNumbers() throws {
    let model = try Model(ModelDescription(bodies: [ball]))
    #expect(model.body(named: "ball") == 1)
    #expect(model.joint(named: "x") == 0 && model.geom(named: "ball") == 0)
  }
}
