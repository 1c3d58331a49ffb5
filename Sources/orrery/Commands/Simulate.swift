import ArgumentParser
import ControlSuite
import Foundation
import Records

/// Replays recorded controls through the physics.
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Replay recorded controls through the physics.",
    discussion: """
      The file holds rollouts (a start and a list of controls) or cases (single states), in the \
      format of Documentation/Physics.md. The answer has the same keys, with our values.

      Example: orrery simulate cheetah-run --from cheetah_run_rollouts.json --output ours.json
      """)

  @Argument(help: "The task; 'orrery envs' lists them.")
  var task: String

  @Option(help: "The file of rollouts or cases.")
  var from: String

  @Option(help: "The file to write, which is replaced whole.")
  var output: String

  func validate() throws {
    _ = try Catalog.entry(namedByUser: task)
  }

  func run() throws {
    let bytes = try DurableFile.read(from)
    var simulation = Simulation(try Catalog.entry(namedByUser: task))
    let answer: [UInt8]
    do throws(SimulationError) {
      answer = try simulation.answer(to: bytes)
    } catch {
      throw Failure(.damagedData, "\(from): \(error); Documentation/Physics.md has the format")
    }
    try Files.write(answer, to: output)
  }
}
