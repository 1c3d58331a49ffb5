import ArgumentParser
import Benchmarks
import Foundation
import JSONText
import PlaNet
import Records

/// Times a training step of the world model.
struct BenchTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Time a training step of the world model on all cores.",
    discussion: """
      The sizes of a preset are fixed, those of a program in another framework. The rate of a large \
      matrix product in the same process stands beside the step's.

      Examples:
        orrery bench train --preset peer-compact --repetitions 20
        orrery bench train --preset peer-planet --set model.transition=deterministic --json
      """)

  @OptionGroup var options: WorldModelOptions

  @Option(parsing: .unconditional, help: "How many steps are timed; the median counts.")
  var repetitions = 8

  func validate() throws { try options.check(repetitions: repetitions) }

  func run() throws { try options.show { $0.train(repetitions: repetitions) } }
}

/// Times planning one action in the world model.
struct BenchPlan: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Time planning one action in the world model on all cores.",
    discussion: """
      The search is the paper's: 10 iterations of 1000 candidates of 12 actions.

      Examples:
        orrery bench plan --preset peer-planet --json
        orrery bench plan --set model.transition=deterministic --repetitions 20
      """)

  @OptionGroup var options: WorldModelOptions

  @Option(parsing: .unconditional, help: "How many plans are timed; the median counts.")
  var repetitions = 8

  func validate() throws { try options.check(repetitions: repetitions) }

  func run() throws { try options.show { $0.plan(repetitions: repetitions) } }
}

/// Times the update of a belief.
struct BenchBelief: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "belief",
    abstract: "Time the update of a belief by one frame.",
    discussion: """
      Examples:
        orrery bench belief --preset peer-planet --json
        orrery bench belief --set model.transition=deterministic --repetitions 500
      """)

  @OptionGroup var options: WorldModelOptions

  @Option(parsing: .unconditional, help: "How many updates are timed; the median counts.")
  var repetitions = 200

  func validate() throws { try options.check(repetitions: repetitions) }

  func run() throws { try options.show { $0.belief(repetitions: repetitions) } }
}

/// The options that all timings of the world model share.
struct WorldModelOptions: ParsableArguments {
  @Flag(help: "Print one JSON object.")
  var json = false

  @Option(help: "The sizes of the model: peer-compact or peer-planet.")
  var preset = "peer-compact"

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change a setting, such as model.transition=deterministic. May be repeated.",
      valueName: "name=value"))
  var assignments: [String] = []

  /// Stops with an error if the command line is wrong.
  func check(repetitions: Int) throws {
    try checkRange(of: "--repetitions", repetitions)
    _ = try configuration()
  }

  /// Prints the result of `measure`.
  func show(_ measure: (inout WorldModelBenchmark) -> WorldModelTiming) throws {
    let configuration = try configuration()
    try configuration.memoryPrediction.check(SystemMemory.available)
    var benchmark = WorldModelBenchmark(configuration)
    let timing = measure(&benchmark)
    try Console.print(json ? object(timing).line : line(timing))
  }

  private func configuration() throws -> PeerConfiguration {
    guard let preset = PeerConfiguration.presets[preset] else {
      let names = PeerConfiguration.presets.keys.sorted().joined(separator: ", ")
      throw ValidationError("There is no preset '\(self.preset)'. There are: \(names).")
    }
    do {
      var settings = try Settings(preset)
      for assignment in assignments { try settings.set(assignment) }
      let configuration = try settings.configuration()
      if let fault = configuration.fault {
        throw SettingsError.usage("--set \(fault.name)", fault.problem)
      }
      return configuration
    } catch {
      throw ValidationError("\(error)")
    }
  }

  private func object(_ timing: WorldModelTiming) -> JSON {
    var members = [
      JSON.Member("measure", .string(timing.measure)), JSON.Member("preset", .string(preset)),
      JSON.Member("seconds", .number(timing.seconds)),
    ]
    if let images = timing.images { members.append(JSON.Member("images", .integer(images))) }
    if let transitions = timing.transitions {
      members.append(JSON.Member("transitions", .integer(transitions)))
    }
    members += [
      JSON.Member("parameters", .integer(timing.parameters)),
      JSON.Member("gflops", .number(timing.rate / 1e9)),
      JSON.Member("matmul_gflops", .number(timing.productRate / 1e9)),
    ]
    return .object(members)
  }

  private func line(_ timing: WorldModelTiming) -> String {
    String(
      format: "%@: %.2f ms, %.1f GFLOP/s (%.0f %% of a matrix product's %.1f), %d parameters",
      timing.measure, timing.seconds * 1e3, timing.rate / 1e9,
      100 * timing.rate / timing.productRate, timing.productRate / 1e9, timing.parameters)
  }
}
