import ArgumentParser
import ControlSuite
import Foundation

/// Replays recorded controls through the physics.
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Replay recorded controls through the physics.",
    discussion: """
      The file holds rollouts (a start and a list of controls) or cases (single states), in the \
      format of the reference data. The answer has the same keys, with our values.

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
    let bytes = try Files.read(from)
    var simulation = Simulation(try Catalog.entry(namedByUser: task))
    let answer: [UInt8]
    do throws(SimulationError) {
      answer = try simulation.answer(to: bytes)
    } catch {
      throw Failure(.dataFormat, "\(from): \(error)")
    }
    try Files.write(answer, to: output)
  }
}

extension Catalog {
  /// Returns the task that a user named.
  ///
  /// - Throws: A message with the nearest name, if there is no such task.
  static func entry(namedByUser name: String) throws -> Entry {
    if let entry = entry(named: name) { return entry }
    let names = entries.map(\.name)
    let nearest = names.min { $0.editDistance(to: name) < $1.editDistance(to: name) }
    let hint = nearest.map { "; did you mean '\($0)'?" } ?? "."
    throw ValidationError(
      "There is no task '\(name)'\(hint) The tasks are \(names.joined(separator: ", ")).")
  }
}

extension String {
  /// Returns how many characters must be put in, taken out or changed to get `other`.
  fileprivate func editDistance(to other: String) -> Int {
    let other = Array(other)
    var row = Array(0...other.count)
    for (i, a) in enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in other.enumerated() {
        let change = diagonal + (a == b ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(change, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[other.count]
  }
}
