import Base
import CAllocationCounter
import Control
import ControlSuite
import PlanarPhysics
import TestSupport
import Testing

@Suite struct SuiteTests {
  static let names = Catalog.entries.map(\.name)

  @Test(arguments: names)
  func tasksConform(name: String) throws {
    let entry = try #require(Catalog.entry(named: name))
    // Long enough for the ball to be thrown about, and the finger to meet the spinner.
    try expectConformance(of: entry.makeEnvironment(), steps: 1500)
    try expectConformance(
      of: ActionRepeat(entry.makeEnvironment(), count: entry.actionRepeat), steps: 600,
      rewards: 0...Double(entry.actionRepeat))
  }

  @Test(arguments: names)
  func episodesLastAThousandSteps(name: String) throws {
    let entry = try #require(Catalog.entry(named: name))
    var environment = entry.makeEnvironment()
    var generator = SeededGenerator(seed: 1)
    environment.reset(using: &generator)
    let zero = [Double](repeating: 0, count: environment.actionSize)
    for _ in 0..<999 { #expect(try environment.step(zero).end == nil) }
    #expect(try environment.step(zero).end == .timeLimit)
  }

  @Test(arguments: names)
  func actionsAtAndBeyondTheBoundsKeepTheStateFinite(name: String) throws {
    let steps = isOptimized ? 1_000_000 : 5_000
    var environment = try #require(Catalog.entry(named: name)).makeEnvironment()
    var generator = SeededGenerator(seed: 5)
    environment.reset(using: &generator)
    let choices = [-1, 1, 0, -.infinity, .infinity, 1e300]
    var action = [Double](repeating: 0, count: environment.actionSize)
    for step in 0..<steps / environment.base.task.substeps {
      for index in action.indices {
        // Mostly at the bounds, held for a while, and sometimes far beyond them.
        let far = generator.nextInteger(below: 50) == 0
        if generator.nextInteger(below: 4) == 0 {
          action[index] = choices[generator.nextInteger(below: far ? 6 : 2)]
        }
      }
      let outcome = try environment.step(action)
      #expect(outcome.end != .diverged)
      guard (0...1).contains(outcome.reward) else {
        Issue.record("reward \(outcome.reward) at step \(step)")
        return
      }
      if outcome.end != nil { environment.reset(using: &generator) }
    }
    #expect(environment.observation.allSatisfy { $0.isFinite })
  }

  @Test(.enabled(if: isOptimized, "code that is not optimized allocates"), arguments: names)
  func stepsAllocateNothing(name: String) throws {
    var environment = try #require(Catalog.entry(named: name)).makeEnvironment()
    var generator = SeededGenerator(seed: 2)
    environment.reset(using: &generator)
    var observation = [Double](repeating: 0, count: environment.observationSize)
    let action = [Double](repeating: 0.7, count: environment.actionSize)
    // The first step may make what is made once.
    _ = try environment.step(action)
    allocation_counter_start(0)
    for _ in 0..<500 {
      _ = try environment.step(action)
      observation.withUnsafeMutableBufferPointer { environment.observe(into: $0) }
    }
    let count = allocation_counter_stop()
    #expect(count == 0)
    // The count itself counts.
    allocation_counter_start(0)
    let array = [Double](repeating: 0, count: observation.count + 1)
    #expect(allocation_counter_stop() > 0 && !array.isEmpty)
  }

  @Test func divergedEpisodesEnd() throws {
    var environment = SuiteEnvironment(Runaway())
    var generator = SeededGenerator(seed: 1)
    environment.reset(using: &generator)
    var ends: [Step.End?] = []
    for _ in 0..<50 { ends.append(try environment.step([1]).end) }
    #expect(ends.first == .some(nil))
    #expect(ends.last == .diverged)
    #expect(environment.observation.allSatisfy { $0.isFinite })
    environment.reset(using: &generator)
    #expect(try environment.step([0]).end == nil)
  }

  /// This holds even where a motor could do more.
  @Test func actionsBeyondTheBoundsActLikeTheBounds() throws {
    for (action, bound) in [(1.7, 1.0), (-Double.infinity, -1.0)] {
      var (beyond, within) = (SuiteEnvironment(Runaway()), SuiteEnvironment(Runaway()))
      for _ in 0..<2 {
        let (ours, theirs) = (try beyond.step([action]), try within.step([bound]))
        #expect(ours == theirs)
      }
      #expect(beyond.observation == within.observation)
      #expect(beyond.world.controls == [bound])
    }
  }

  @Test func jointsWithoutTwoEndsStayWhereTheyAre() throws {
    var joints = [
      Joint.slide("x", along: [1, 0, 0]), .slide("z", along: [0, 0, 1]),
      .hinge("turn", axis: [0, 1, 0]),
    ]
    (joints[0].range, joints[1].range) = (0...(.infinity), 0...1)
    let body = Body("body", joints: joints, geoms: [Geom("ball", .sphere(radius: 0.1))])
    var world = World(try Model(ModelDescription(bodies: [body])))
    var generator = SeededGenerator(seed: 1)
    world.randomizeJoints(using: &generator)
    #expect(world.positions[0] == 0 && world.positions[2] != 0)
    #expect(world.positions[1] > 0 && world.positions[1] < 1)
  }

  @Test func namesAreFoundInBothSpellings() {
    #expect(Catalog.entry(named: "ball_in_cup_catch")?.name == "ball-in-cup-catch")
    #expect(Catalog.entry(named: "walker-walk")?.actionRepeat == 2)
    #expect(Catalog.entry(named: "walker") == nil)
    #expect(Set(SuiteTests.names).count == 12)
  }
}

/// A cart that a motor drives out of all bounds.
private struct Runaway: SuiteTask {
  let model = ModelDescription(
    bodies: [
      Body(
        "cart", joints: [.slide("x", along: [1, 0, 0])],
        geoms: [Geom("cart", .sphere(radius: 0.1))])
    ],
    motors: [Motor(joint: "x", gear: 1e12, range: -2...2)]
  ).compiled()
  let substeps = 1
  let observationSize = 2

  func reset(_ world: inout World, using generator: inout SeededGenerator) {}
  func reward(_ world: World) -> Double { 0 }
  func observe(_ world: World, into observation: UnsafeMutableBufferPointer<Double>) {
    observation.writeState(of: world)
  }
}
