import ArgumentParser
import Foundation
import Records

/// The command-line tool: thin subcommands over the library's targets.
@main
struct Orrery: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orrery",
    abstract: "Agents that learn a model of their world and plan inside it.",
    subcommands: [
      Bench.self, Envs.self, Evaluate.self, Plot.self, Predict.self, Probe.self, Render.self,
      Simulate.self, Train.self, Watch.self,
    ])

  /// Runs the command that was asked for, and ends with the code of a ``Failure``.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      FileHandle.standardError.write(Data("Error: \(failure)\n".utf8))
      exit(withError: ExitCode(failure.code.rawValue))
    } catch let error as any ExplainedError {
      FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
      exit(withError: ExitCode(error.exitStatus.rawValue))
    } catch {
      exit(withError: error)
    }
  }
}
