import Tensors

extension Benchmark {
  /// A GRU of 200 units over 50 steps of a batch of 50, forward and backward.
  ///
  /// The reference is PyTorch's unit, which `Scripts/gru_torch.py` times in another process.
  static func recurrentUnit(_ name: String) -> Measurement {
    let (steps, batch, units) = (50, 50, 200)
    let inputs = (0..<steps).map { _ in random([batch, units]) }
    let weights = [[units, 3 * units], [units, 3 * units], [3 * units], [3 * units]].map(random)
    let operations = 3 * 2 * 2 * Double(steps * batch * units * 3 * units)
    return Measurement.alternating(name, work: .operations(operations)) {
      let tape = Tape()
      let w = weights.map { tape.variable($0) }
      var state = Tensor(repeating: 0, shape: [batch, units])
      for input in inputs {
        state = gruCell(
          input: tape.variable(input), state: state, inputKernel: w[0], recurrentKernel: w[1],
          inputBias: w[2], recurrentBias: w[3])
      }
      withExtendedLifetime(tape.gradients(of: state.sum())) {}
    }.beside(nil)
  }
}
