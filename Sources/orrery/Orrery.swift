import ArgumentParser
import Foundation
import Records

/// The command-line tool: thin subcommands over the library's targets.
@main
struct Orrery: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orrery",
    abstract: "Agents that learn a model of their world and plan inside it.",
    discussion: """
      Data goes to standard output, messages to standard error. The exit code is 0, or after \
      sysexits: 64 the command line is wrong, 65 a file is damaged, 66 one is missing, 69 something \
      like a display is not there, 70 training diverged or an unforeseen error, 73 a file cannot be \
      created, 74 reading or writing failed, 75 another program writes to the run, 78 settings are \
      wrong; or 130, 143, 129 after a signal and a good save. A second signal itself ends the \
      program, without a save.

      Example: orrery train --help
      """,
    version: Versions.program,
    subcommands: [
      Bench.self, Envs.self, Evaluate.self, Inspect.self, Plot.self, Predict.self, Probe.self,
      Render.self, Simulate.self, Train.self, Watch.self,
    ])

  /// Runs the requested command, and ends with the code of its error.
  static func main() {
    Console.holdDescriptors()
    StopSignals.letWritesFail()
    do {
      try checkNames(CommandLine.arguments.dropFirst(), of: Self.self)
      var command = try parseAsRoot()
      try command.run()
    } catch let error as FileError where error.code == EPIPE {
      // The reader has closed the pipe.
      Foundation.exit(0)
    } catch let error as any ExplainedError {
      end("Error: \(error)", error.exitStatus.rawValue)
    } catch  where exitCode(for: error) == .failure {
      // The parser does not know this error, so it is unforeseen.
      end("Error: \(error)", ExitStatus.failure.rawValue)
    } catch  where exitCode(for: error) == .success {
      // Help, the version, or a completion script.
      write(fullMessage(for: error))
    } catch {
      end(fullMessage(for: error), exitCode(for: error).rawValue)
    }
  }

  private static func write(_ text: String) {
    do throws(FileError) {
      try Console.print(text)
    } catch {
      // The reader may have read enough.
      if error.code != EPIPE { end("Error: \(error)", error.exitStatus.rawValue) }
    }
  }

  private static func end(_ message: String, _ code: Int32) -> Never {
    if !message.isEmpty { Console.tell(message) }
    Foundation.exit(code)
  }

  /// Checks the names of commands, which the parser would merely call unexpected.
  private static func checkNames(
    _ arguments: ArraySlice<String>, of command: any ParsableCommand.Type
  ) throws(Failure) {
    let subcommands = command.configuration.subcommands
    guard !subcommands.isEmpty, let name = arguments.first, !name.hasPrefix("-"), name != "help"
    else { return }
    if let next = subcommands.first(where: { $0.name == name }) {
      return try checkNames(arguments.dropFirst(), of: next)
    }
    let names = subcommands.map { $0.name }
    let hint = suggestion(for: name, in: names, otherwise: ".")
    throw Failure(
      .usage,
      "there is no command '\(name)'\(hint) The commands are \(names.joined(separator: ", ")).")
  }
}

extension ParsableCommand {
  /// The name of the command.
  fileprivate static var name: String { configuration.commandName ?? "\(Self.self)".lowercased() }
}
