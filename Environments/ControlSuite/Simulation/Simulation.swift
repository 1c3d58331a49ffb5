import JSONText
import PlanarPhysics

/// Replays recorded controls, and computes single states, in the formats of the reference data.
///
/// The answer has the file's top level, with computed values in place of the recorded ones.
package struct Simulation {
  let entry: Catalog.Entry
  let task: any SuiteTask
  var world: World

  /// Prepares to simulate a task.
  package init(_ entry: Catalog.Entry) {
    self.entry = entry
    task = entry.makeTask()
    world = World(task.model)
  }

  /// Returns the answer to a file of cases or rollouts.
  ///
  /// - Parameter bytes: The file.
  /// - Returns: The answer, as JSON in UTF-8.
  /// - Throws: ``SimulationError`` for the first fault in the file or the first state that leaves
  ///   all bounds.
  package mutating func answer(to bytes: [UInt8]) throws(SimulationError) -> [UInt8] {
    let root = try Located(file: bytes)
    guard case .object(let members) = root.value else { throw root.fault("an object") }
    if root.value["task"] != nil { try checkTask(root.member("task")) }
    guard root.value["cases"] != nil || root.value["rollouts"] != nil else {
      throw .content(key: "the file", expected: "the key 'cases' or 'rollouts'", found: "neither")
    }
    var answers: [JSON.Member] = []
    for member in members {
      let located = Located(value: member.value, key: member.key)
      switch member.key {
      case "cases":
        var values: [JSON] = []
        for element in try located.elements() { values.append(try answer(toCase: element)) }
        answers.append(JSON.Member(member.key, .array(values)))
      case "rollouts":
        var values: [JSON] = []
        for element in try located.elements() { values.append(try answer(toRollout: element)) }
        answers.append(JSON.Member(member.key, .array(values)))
      default:
        answers.append(member)
      }
    }
    return JSON.object(answers).bytes
  }

  /// Checks that the file is for this task, or for one of its domain with the same dynamics.
  private func checkTask(_ task: Located) throws(SimulationError) {
    let name = try task.text()
    guard let other = Catalog.entry(named: name), other.domain == entry.domain,
      other.makeTask().model.joints == self.task.model.joints
    else {
      throw .content(
        key: task.key, expected: "a task with the model of '\(entry.name)'", found: "'\(name)'")
    }
  }

  /// Sets a recorded state, and the target if there is one.
  mutating func setState(
    of element: Located, positions: String, velocities: String
  ) throws(SimulationError) {
    let count = task.model.coordinateCount
    let position = try element.member(positions).numbers(count)
    let velocity = try element.member(velocities).numbers(count)
    if task.hasTarget {
      let point = try element.member("target").numbers(2)
      task.placeTarget(&world, at: SIMD2(point[0], point[1]))
    }
    world.reset()
    world.setState(positions: position, velocities: velocity)
  }

  /// The present observation of the world.
  var observation: [Double] {
    var values = [Double](repeating: 0, count: task.observationSize)
    values.withUnsafeMutableBufferPointer { task.observe(world, into: $0) }
    return values
  }

  /// Returns numbers as JSON, unless one of them has overflowed.
  func json(_ values: [Double], _ name: String, of element: Located) throws(SimulationError) -> JSON
  {
    guard values.allSatisfy({ $0.isFinite }) else {
      throw .content(
        key: element.key, expected: "a state that moves within bounds",
        found: "one whose '\(name)' overflows")
    }
    return .numbers(values)
  }
}
