import ArgumentParser
import Benchmarks
import JSONText

/// Times single operations beside the library's bare call or a bound.
struct BenchKernels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Time single operations on tensors.",
    discussion: """
      Each is timed in turns with a reference: the bare library call on the same shapes, a copy of \
      as many bytes, or a bound. The ratio is the reference's time over ours.

      Examples:
        orrery bench kernels
        orrery bench kernels --only exp --only adam --json
      """)

  @Flag(help: "Print one JSON object a line.")
  var json = false

  @Option(help: ArgumentHelp("Time this operation only. May be repeated.", valueName: "name"))
  var only: [String] = []

  func validate() throws {
    let names = Benchmark.kernels.map(\.name)
    for name in only where !names.contains(name) {
      throw ValidationError(
        "There is no kernel '\(name)'. There are: \(names.joined(separator: ", ")).")
    }
  }

  func run() throws {
    for benchmark in Benchmark.kernels where only.isEmpty || only.contains(benchmark.name) {
      let measurement = benchmark.run()
      try Console.print(json ? measurement.json.line : line(measurement))
    }
  }

  private func line(_ measurement: Measurement) -> String {
    let (unit, rate) = measurement.rate
    let start = "\(measurement.measure): \(rounded(measurement.seconds * 1e6)) µs, "
    let end = ", \(rounded(rate)) \(unit.replacing("_", with: " "))"
    guard let reference = measurement.referenceSeconds, let ratio = measurement.ratio else {
      return start + "reference not measured" + end
    }
    return start + "reference \(rounded(reference * 1e6)) µs, ratio \(rounded(ratio))" + end
  }

  private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
