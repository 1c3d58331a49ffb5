import ArgumentParser
import Base
import Benchmarks
import ControlSuite
import Foundation
import JSONText
import Records

/// Times the physics of the tasks.
struct BenchPhysics: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "physics",
    abstract: "Time the physics of the tasks on one thread.",
    discussion: """
      With a Python that has mujoco and dm_control, MuJoCo is timed in turns with ours, and the \
      ratio of steps a second is given.

      Examples:
        orrery bench physics --repetitions 30
        orrery bench physics --json --mujoco .venv/bin/python --script Scripts/time_mujoco.py
      """)

  @Flag(help: "Print one JSON object a line.")
  var json = false

  @Option(
    parsing: .unconditional, help: "How often to repeat a measurement; the least time counts.")
  var repetitions = 15

  @Option(help: "A Python that has mujoco and dm_control, to compare with.")
  var mujoco: String?

  @Option(help: "The script that times MuJoCo.")
  var script = "Scripts/time_mujoco.py"

  /// The tasks to time, one for each model.
  private static let tasks = [
    "cheetah-run", "walker-walk", "cartpole-swingup", "reacher-easy", "finger-spin",
    "ball-in-cup-catch",
  ]

  func validate() throws { try checkRange(of: "--repetitions", repetitions) }

  func run() throws {
    let reference = try mujoco.map {
      try TimedLibrary(
        "MuJoCo", of: "mujoco and dm_control", python: ("--mujoco", $0), script: script)
    }
    for entry in Catalog.entries where Self.tasks.contains(entry.name) {
      var benchmark = PhysicsBenchmark(entry)
      var ours = try benchmark.measure(repetitions: repetitions)
      var theirs: Double?
      if let reference {
        for _ in 0..<3 {
          theirs = min(theirs ?? .infinity, try reference.seconds(of: entry.name))
          let again = try benchmark.measure(repetitions: repetitions)
          ours.secondsPerStep = min(ours.secondsPerStep, again.secondsPerStep)
          ours.secondsPerDecision = min(ours.secondsPerDecision, again.secondsPerDecision)
        }
      }
      try show(ours, theirs)
    }
  }

  private func show(_ ours: PhysicsTiming, _ theirs: Double?) throws(FileError) {
    let ratio = theirs.map { $0 / ours.secondsPerStep }
    guard json else {
      let comparison = ratio.map { String(format: "  %6.2f × MuJoCo", $0) } ?? ""
      let name = ours.task.leftAligned(in: 20)
      try Console.print(
        name
          + String(
            format: "%10.0f steps/s  %7.3f µs a step  %8.2f µs a decision",
            ours.stepsPerSecond, ours.secondsPerStep * 1e6, ours.secondsPerDecision * 1e6)
          + comparison)
      return
    }
    var members = [
      JSON.Member("task", .string(ours.task)),
      JSON.Member("steps_per_second", .number(ours.stepsPerSecond)),
      JSON.Member("seconds_per_step", .number(ours.secondsPerStep)),
      JSON.Member("seconds_per_decision", .number(ours.secondsPerDecision)),
    ]
    if let theirs, let ratio {
      members.append(JSON.Member("mujoco_steps_per_second", .number(1 / theirs)))
      members.append(JSON.Member("ratio", .number(ratio)))
    }
    try Console.print(JSON.object(members).line)
  }
}
