import ArgumentParser
import Base
import Benchmarks
import JSONText

/// Times single operations, compared with the library's bare call or a bound.
struct BenchKernels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Time single operations on tensors.",
    discussion: """
      Each is timed in turns with a reference: the bare library call on the same shapes, a copy of \
      as many bytes, or a bound. The ratio is the reference's time over ours. With a Python that \
      has torch, gru-50x50 is timed between two runs of PyTorch's; else it has no reference.

      Examples:
        orrery bench kernels
        orrery bench kernels --only exp --only adam --json
        orrery bench kernels --torch .venv/bin/python --script Scripts/gru_torch.py
      """)

  @Flag(help: "Print one JSON object a line.")
  var json = false

  @Option(help: ArgumentHelp("Time this operation only. May be repeated.", valueName: "name"))
  var only: [String] = []

  @Option(help: "A Python that has torch, to compare gru-50x50 with.")
  var torch: String?

  @Option(help: "The script that times PyTorch.")
  var script = "Scripts/gru_torch.py"

  /// The operation that can be compared with PyTorch's.
  private static let comparable = "gru-50x50"

  func validate() throws {
    let names = Benchmark.kernels.map(\.name)
    for name in only where !names.contains(name) {
      throw ValidationError(
        "There is no kernel '\(name)'. There are: \(names.joined(separator: ", ")).")
    }
    guard torch == nil || only.isEmpty || only.contains(Self.comparable) else {
      throw ValidationError("--torch is for \(Self.comparable), so add --only \(Self.comparable).")
    }
  }

  func run() throws {
    for benchmark in Benchmark.kernels where only.isEmpty || only.contains(benchmark.name) {
      let measurement = try measure(benchmark)
      try Console.print(json ? measurement.json.line : line(measurement))
    }
  }

  private func measure(_ benchmark: Benchmark) throws(Failure) -> Measurement {
    guard let torch, benchmark.name == Self.comparable else { return benchmark.run() }
    // Each runs in a separate process, so that nothing of PyTorch runs beside this program.
    func reference() throws(Failure) -> Double {
      try TimedLibrary("PyTorch", of: "torch", python: ("--torch", torch), script: script)
        .seconds(of: benchmark.name)
    }
    let before = try reference()
    let ours = benchmark.run()
    let after = try reference()
    return ours.beside((before + after) / 2)
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

  private func rounded(_ value: Double) -> String { fixed(value, decimals: 2, below: 1e15) }
}
