import Base
import ControlSuite
import Foundation
import JSONText
import TestSupport
import Testing

@Suite struct SimulationTests {
  /// A file of the reference data, cut down to its first element and eight environment steps.
  private func sample(_ name: String) throws -> JSON {
    let bytes = [UInt8](try Data(contentsOf: Reference.url(name)))
    let list = name.hasSuffix("cases") ? "cases" : "rollouts"
    return try JSON.parse(bytes).changing(list) { list in
      guard case .array(let elements) = list else { return list }
      let substeps = name.hasPrefix("finger") ? 2 : 1
      return .array(elements.prefix(1).map { $0.shortened(substeps: substeps) })
    }
  }

  private func simulation(_ name: String) throws -> Simulation {
    Simulation(try #require(Catalog.entry(named: name)))
  }

  private func answer(_ name: String, to file: JSON) throws -> JSON {
    var simulation = try simulation(name)
    return try JSON.parse(simulation.answer(to: file.bytes))
  }

  @Test(arguments: ["cheetah_run", "reacher_easy", "finger_spin"])
  func answersHaveTheFilesKeysAndItsValues(name: String) throws {
    for kind in ["cases", "rollouts"] {
      let file = try sample("\(name)_\(kind)")
      let answer = try answer(name, to: file)
      guard case .object(let theirs) = file, case .object(let ours) = answer else {
        Issue.record("the answer is no object")
        return
      }
      #expect(ours.map(\.key) == theirs.map(\.key))
      guard case .array(let before) = file[kind], case .array(let after) = answer[kind] else {
        Issue.record("the answer has no \(kind)")
        return
      }
      #expect(after.count == before.count)
      guard case .object(let members) = before[0], case .object(let answered) = after[0] else {
        Issue.record("the answer's \(kind) are no objects")
        return
      }
      let unanswered: Set = ["qacc_converged", "sensordata", "efc"]
      #expect(
        Set(answered.map(\.key)) == Set(members.map(\.key)).subtracting(unanswered), "\(kind)")
      for member in members {
        guard let value = after[0][member.key] else { continue }
        expectClose(value.numbers, member.value.numbers, 1e-8, "\(name) \(member.key)")
      }
    }
  }

  @Test func whatIsWrongIsNamed() throws {
    let cases = try sample("reacher_easy_cases")
    let rollouts = try sample("reacher_easy_rollouts")
    func message(_ file: JSON) -> String {
      do {
        _ = try answer("reacher_easy", to: file)
        return "no error"
      } catch {
        return "\(error)"
      }
    }
    func changed(_ file: JSON, _ list: String, _ key: String, _ value: JSON?) -> JSON {
      file.changing(list) {
        guard case .array(let elements) = $0 else { return $0 }
        return .array(elements.map { $0.replacing(key, value) })
      }
    }
    #expect(
      message(changed(cases, "cases", "qpos", nil))
        == "cases[0].qpos: expected a value, found none")
    #expect(
      message(changed(cases, "cases", "qpos", .numbers([1])))
        == "cases[0].qpos: expected an array of 2, found an array of 1")
    #expect(
      message(changed(cases, "cases", "target", nil))
        == "cases[0].target: expected a value, found none")
    #expect(
      message(changed(cases, "cases", "ctrl", .array([.null, .null])))
        == "cases[0].ctrl[0]: expected a number, found null")
    #expect(
      message(changed(cases, "cases", "qvel", .array([.number("1e999"), .number("0")])))
        == "cases[0].qvel[0]: expected a number of at most 1e10 in magnitude, found 1e999")
    #expect(
      message(changed(rollouts, "rollouts", "substeps", .number("7")))
        == "rollouts[0].substeps: expected a whole number from 1 to 1, found 7")
    #expect(
      message(changed(rollouts, "rollouts", "step", .numbers([1, 1])))
        .hasPrefix("rollouts[0].step[1]: expected a whole number from 2"))
    #expect(
      message(cases.replacing("task", .string("walker_walk")))
        == "task: expected a task with the model of 'reacher-easy', found 'walker_walk'")
    // The spinner's hinge is damped more in the turning tasks.
    let spins = try sample("finger_spin_cases").replacing("task", .string("finger_turn_easy"))
    #expect(throws: SimulationError.self) { try answer("finger_spin", to: spins) }
    let walks = try sample("walker_walk_cases").replacing("task", .string("walker_run"))
    #expect(throws: Never.self) { try answer("walker_walk", to: walks) }
    #expect(
      message(.object([])) == "the file: expected the key 'cases' or 'rollouts', found neither")
    #expect(
      message(changed(rollouts, "rollouts", "qvel0", .numbers([1e10, 1e10])))
        .contains("a simulation that diverges in physics step 1"))
  }

  /// Ten thousand damaged files end with an answer or an error, and never with a trap.
  @Test func damagedFilesAreAnsweredOrRefused() throws {
    let rounds = isOptimized ? 850 : 30
    var generator = SeededGenerator(seed: 99)
    var (answered, refused) = (0, 0)
    for name in Reference.tasks {
      for kind in ["cases", "rollouts"] {
        let bytes = try sample("\(name)_\(kind)").bytes
        var simulation = try simulation(name)
        for _ in 0..<rounds {
          do throws(SimulationError) {
            let answer = try simulation.answer(to: damaged(bytes, using: &generator))
            answered += 1
            #expect((try? JSON.parse(answer)) != nil)
          } catch {
            refused += 1
            #expect(!"\(error)".isEmpty)
          }
        }
      }
    }
    #expect(answered + refused == 12 * rounds)
    #expect(answered > rounds && refused > rounds, "\(answered) answered, \(refused) refused")
  }
}

/// Returns bytes with a few changes of the kinds that break parsers.
func damaged(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
  let words = [
    "1e999", "-1e308", "1e10", "NaN", "null", "[]", "{}", "\"x\"", "[[[[[[[[", "0", "-0.0",
    "123456789012345678901234567890", "true", ",", "\\u0000", "\u{0}", "\"", "]", "}", "-",
    "1e-999",
  ]
  var bytes = bytes
  for _ in 0...generator.nextInteger(below: 3) where !bytes.isEmpty {
    let place = generator.nextInteger(below: bytes.count)
    let end = min(bytes.count, place + 1 + generator.nextInteger(below: 40))
    switch generator.nextInteger(below: 7) {
    case 0: bytes[place] ^= UInt8(1 << generator.nextInteger(below: 8))
    case 1: bytes.removeSubrange(place..<end)
    case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 3: bytes.removeSubrange(place...)
    case 4:
      let word = words[generator.nextInteger(below: words.count)]
      bytes.replaceSubrange(place..<end, with: word.utf8)
    default:
      // A number takes the place of another one: the file stays whole.
      let isDigit = { (byte: UInt8) in (0x30..<0x3a).contains(byte) || byte == 0x2e }
      guard let start = bytes[place...].firstIndex(where: isDigit) else { continue }
      let stop = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
      let exponent = generator.nextInteger(below: 24) - 8
      let number = "\(generator.nextInteger(below: 1000))e\(exponent)"
      bytes.replaceSubrange(start..<stop, with: number.utf8)
    }
  }
  return bytes
}

extension JSON {
  /// All numbers in the value, in order.
  var numbers: [Double] {
    switch self {
    case .number(let text): [Double(text) ?? .nan]
    case .array(let values): values.flatMap(\.numbers)
    case .object(let members):
      // Forces of contacts are compared elsewhere, with their own tolerance.
      members.filter { $0.key != "force" }.flatMap(\.value.numbers)
    default: []
    }
  }

  /// Returns the object with the value of a key changed.
  func changing(_ key: String, _ change: (JSON) -> JSON) -> JSON {
    self[key].map { replacing(key, change($0)) } ?? self
  }

  /// Returns the object with the value of a key replaced, or without it.
  func replacing(_ key: String, _ value: JSON?) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(
      members.compactMap { member in
        guard member.key == key else { return member }
        return value.map { Member(key, $0) }
      })
  }

  /// Returns a rollout cut down to eight environment steps; anything else as it is.
  func shortened(substeps: Int) -> JSON {
    guard self["substeps"] != nil, case .array(let controls) = self["ctrl"],
      case .array(let steps) = self["step"]
    else { return self }
    let count = steps.prefix { ($0.numbers.first ?? 0) <= Double(8 * substeps) }.count
    func cut(_ value: JSON, to count: Int) -> JSON {
      guard case .array(let values) = value else { return value }
      return .array(Array(values.prefix(count)))
    }
    return replacing("ctrl", .array(Array(controls.prefix(8))))
      .changing("step") { cut($0, to: count) }.changing("qpos") { cut($0, to: count) }
      .changing("qvel") { cut($0, to: count) }.changing("ncon") { cut($0, to: count) }
      .changing("reward") { cut($0, to: 8) }.changing("obs") { cut($0, to: 5) }
  }
}
