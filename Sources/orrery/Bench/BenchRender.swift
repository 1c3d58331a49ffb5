import ArgumentParser
import Base
import Benchmarks
import ControlSuite
import Foundation
import JSONText

/// Times the pictures of the tasks.
struct BenchRender: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Time the pictures of the tasks on one thread.",
    discussion: """
      Pictures of 64 × 64 pixels of states that follow each other under random actions, and \
      decisions: the repeated action and one picture.

      Example: orrery bench render --repetitions 30 --json
      """)

  @Flag(help: "Print one JSON object a line.")
  var json = false

  @Option(
    parsing: .unconditional, help: "How often to repeat a measurement; the least time counts.")
  var repetitions = 15

  func validate() throws { try checkRange(of: "--repetitions", repetitions) }

  func run() throws {
    for entry in Catalog.entries {
      var benchmark = RenderBenchmark(entry)
      let timing = try benchmark.measure(repetitions: repetitions)
      if json {
        let object: JSON = [
          "task": .string(timing.task), "seconds_per_frame": .number(timing.secondsPerFrame),
          "frames_per_second": .number(timing.framesPerSecond),
          "seconds_per_decision": .number(timing.secondsPerDecision),
        ]
        try Console.print(object.line)
      } else {
        let name = timing.task.leftAligned(in: 20)
        try Console.print(
          name
            + String(
              format: "%8.0f frames/s  %7.1f µs a frame  %8.1f µs a decision",
              timing.framesPerSecond, timing.secondsPerFrame * 1e6,
              timing.secondsPerDecision * 1e6))
      }
    }
  }
}
