import ArgumentParser

/// The command-line tool: thin subcommands over the library's targets.
@main
struct Orrery: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orrery",
    abstract: "Agents that learn a model of their world and plan inside it.",
    subcommands: [Bench.self])
}
