import ControlSuite
import Foundation
import PlanarPhysics
import Testing

/// What MuJoCo and dm_control computed; `Resources/ORIGIN.md` says how.
enum Reference {
  static let tasks = [
    "cheetah_run", "walker_walk", "cartpole_swingup", "reacher_easy", "finger_spin",
    "ball_in_cup_catch",
  ]

  struct Cases: Decodable { var cases: [Case] }

  struct Case: Decodable {
    var kind: String
    var qpos, qvel, ctrl: [Double]
    var target: [Double]?
    var qM: [[Double]]
    var qfrc_bias, qfrc_passive, qfrc_actuator, qfrc_constraint, qacc_smooth, qacc: [Double]
    var contacts: [Contact]
    var nefc: Int
    var obs: [Double]
    var reward: Double
    var next_qpos, next_qvel: [Double]
  }

  struct Contact: Decodable {
    var geom: [Int]
    var dist: Double
    var pos, frame, force: [Double]
  }

  struct Rollouts: Decodable { var rollouts: [Rollout] }

  struct Rollout: Decodable {
    struct Observed: Decodable {
      var control_step: Int
      var obs: [Double]
    }
    var substeps: Int
    var qpos0, qvel0, obs0: [Double]
    var target: [Double]?
    var ctrl: [[Double]]
    var step: [Int]
    var qpos, qvel: [[Double]]
    var ncon: [Int]
    var reward: [Double]
    var obs: [Observed]
  }

  struct Facts: Decodable {
    struct Body: Decodable { var mass: Double }
    struct Geom: Decodable { var name: String, pos: [Double] }
    struct Example: Decodable {
      var qpos, qvel, observation: [Double]
      var ncon: Int
      var target, qpos_drawn_before_settling: [Double]?
    }
    var bodies: [Body]
    var geoms, sites: [Geom]
    var reset_examples: [Example]
  }

  struct Returns: Decodable {
    struct Task: Decodable {
      var task: String
      var action_repeat, episodes: Int
      var mean, std: Double
    }
    var tasks: [Task]
  }

  static func url(_ name: String) throws -> URL {
    try #require(Bundle.module.url(forResource: "Resources/\(name)", withExtension: "json"))
  }

  static func load<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: url(name)))
  }

  static func task(_ name: String) throws -> any SuiteTask {
    try #require(Catalog.entry(named: name)).makeTask()
  }
}

extension SuiteTask {
  /// Returns a world in a recorded state.
  func world(_ positions: [Double], _ velocities: [Double], target: [Double]?) -> World {
    var world = World(model)
    if let target { placeTarget(&world, at: SIMD2(target[0], target[1])) }
    world.setState(positions: positions, velocities: velocities)
    return world
  }

  func observation(of world: World) -> [Double] {
    var values = [Double](repeating: .nan, count: observationSize)
    values.withUnsafeMutableBufferPointer { observe(world, into: $0) }
    return values
  }
}

/// Checks that |ours − theirs|∞ ≤ tolerance · max(1, |theirs|∞).
func expectClose(
  _ ours: [Double], _ theirs: [Double], _ tolerance: Double, _ label: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard ours.count == theirs.count else {
    Issue.record(
      "\(label()): \(ours.count) numbers, not \(theirs.count)", sourceLocation: sourceLocation)
    return
  }
  let error = zip(ours, theirs).reduce(0) { worst, pair in
    // NaN has to fail, and max drops it.
    pair.0.isNaN ? .infinity : max(worst, abs(pair.0 - pair.1))
  }
  let scale = theirs.reduce(1) { max($0, abs($1)) }
  guard error > tolerance * scale else { return }
  Issue.record(
    "\(label()): off by \(error / scale), ours \(ours), theirs \(theirs)",
    sourceLocation: sourceLocation)
}
