import Glibc
import Tensors

extension Benchmark {
  /// A GRU of 200 units over 50 steps of a batch of 50, forward and backward, beside PyTorch's.
  ///
  /// PyTorch runs `Scripts/gru_torch.py` before and after ours, and the mean counts. The environment
  /// variable `ORRERY_PYTHON` names the interpreter that has it; where there is none, the reference is
  /// not measured.
  static func recurrentUnit(_ name: String) -> Measurement {
    let (steps, batch, units) = (50, 50, 200)
    let inputs = (0..<steps).map { _ in random([batch, units]) }
    let weights = [[units, 3 * units], [units, 3 * units], [3 * units], [3 * units]].map(random)
    let operations = 3 * 2 * 2 * Double(steps * batch * units * 3 * units)
    let before = secondsOfPyTorch()
    let measurement = Measurement.alternating(name, work: .operations(operations)) {
      let tape = Tape()
      let w = weights.map { tape.variable($0) }
      var state = Tensor(repeating: 0, shape: [batch, units])
      for input in inputs {
        state = gruCell(
          input: tape.variable(input), state: state, inputKernel: w[0], recurrentKernel: w[1],
          inputBias: w[2], recurrentBias: w[3])
      }
      withExtendedLifetime(tape.gradients(of: state.sum())) {}
    } reference: {
    }
    let reference = before.flatMap { before in secondsOfPyTorch().map { (before + $0) / 2 } }
    return Measurement(
      measure: name, seconds: measurement.seconds, referenceSeconds: reference,
      work: measurement.work)
  }

  /// Returns what the script prints, or `nil` where it does not run.
  private static func secondsOfPyTorch() -> Double? {
    let python = getenv("ORRERY_PYTHON").map { String(cString: $0) } ?? "python3"
    guard let output = popen("'\(python)' Scripts/gru_torch.py 2>/dev/null", "r") else {
      return nil
    }
    defer { pclose(output) }
    var line = [CChar](repeating: 0, count: 64)
    guard fgets(&line, Int32(line.count), output) != nil else { return nil }
    return strtod(line, nil)
  }
}
