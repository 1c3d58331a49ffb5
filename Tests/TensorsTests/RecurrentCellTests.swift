import Base
import Tensors
import TestSupport
import Testing

@Suite struct RecurrentCellTests {
  @Test func gradientsOfGRUMatchDifferences() {
    let inputs = normals([2, 5], [2, 3], [5, 9], [3, 9], [9], [9])
    expectGradientsMatchDifferences(at: inputs) {
      gruCell(
        input: $0[0], state: $0[1], inputKernel: $0[2], recurrentKernel: $0[3],
        inputBias: $0[4], recurrentBias: $0[5])
    }
  }

  @Test func gradientsOfLSTMMatchDifferences() {
    let inputs = normals([2, 5], [2, 3], [2, 3], [5, 12], [3, 12], [12])
    expectGradientsMatchDifferences(at: inputs) {
      let (state, memory) = lstmCell(
        input: $0[0], state: $0[1], memory: $0[2], inputKernel: $0[3], recurrentKernel: $0[4],
        bias: $0[5])
      return state + memory * Tensor(2)
    }
  }

  /// Sizes with 0, 1 and non-multiples of 8, up to where both products of a cell run at once.
  private func sizes(using generator: inout SeededGenerator) -> (rows: Int, inputs: Int, units: Int)
  {
    let rows = [0, 1, 2, 7, 13, 33], widths = [1, 3, 8, 13, 17, 64]
    func pick(_ choices: [Int]) -> Int { choices[generator.nextInteger(below: choices.count)] }
    return (pick(rows), pick([0] + widths), pick(widths))
  }

  @Test func gruEqualsItsPlainComposition() throws {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<500 {
      let (rows, inputs, n) = sizes(using: &generator)
      let shapes = [[rows, inputs], [rows, n], [inputs, 3 * n], [n, 3 * n], [3 * n], [3 * n]]
      let values = shapes.map { Tensor(standardNormal: $0, using: &generator) * Tensor(0.5) }
      try expectEqual(values) { v in
        gruCell(
          input: v[0], state: v[1], inputKernel: v[2], recurrentKernel: v[3], inputBias: v[4],
          recurrentBias: v[5])
      } plain: { v in
        let (x, h) = (matmul(v[0], v[2]) + v[4], matmul(v[1], v[3]) + v[5])
        let (xs, hs) = (x.split(sizes: [n, n, n], axis: 1), h.split(sizes: [n, n, n], axis: 1))
        let (r, z) = (sigmoid(xs[0] + hs[0]), sigmoid(xs[1] + hs[1]))
        return (1 - z) * tanh(xs[2] + r * hs[2]) + z * v[1]
      }
    }
  }

  @Test func lstmEqualsItsPlainComposition() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<500 {
      let (rows, inputs, n) = sizes(using: &generator)
      let shapes = [
        [rows, inputs], [rows, n], [rows, n], [inputs, 4 * n], [n, 4 * n], [4 * n],
      ]
      let values = shapes.map { Tensor(standardNormal: $0, using: &generator) * Tensor(0.5) }
      try expectEqual(values) { v in
        let next = lstmCell(
          input: v[0], state: v[1], memory: v[2], inputKernel: v[3], recurrentKernel: v[4],
          bias: v[5])
        return concatenated(next.state, next.memory)
      } plain: { v in
        let gates = matmul(v[0], v[3]) + matmul(v[1], v[4]) + v[5]
        let g = gates.split(sizes: [n, n, n, n], axis: 1)
        let memory = sigmoid(g[1]) * v[2] + sigmoid(g[0]) * tanh(g[2])
        return concatenated(sigmoid(g[3]) * tanh(memory), memory)
      }
    }
  }

  /// As many rows as make several parts for threads.
  @Test func gatesOfManyRowsEqualTheirPlainComposition() throws {
    let (rows, n) = (150, 64)
    try expectEqual(normals([rows, 3 * n], [rows, 3 * n], [rows, n])) { v in
      gruGates(inputGates: v[0], recurrentGates: v[1], state: v[2])
    } plain: { v in
      let (x, h) = (
        v[0].split(sizes: [n, n, n], axis: 1), v[1].split(sizes: [n, n, n], axis: 1)
      )
      let (r, z) = (sigmoid(x[0] + h[0]), sigmoid(x[1] + h[1]))
      return (1 - z) * tanh(x[2] + r * h[2]) + z * v[2]
    }
    try expectEqual(normals([rows, 4 * n], [rows, n])) { v in
      let next = lstmGates(v[0], memory: v[1])
      return concatenated(next.state, next.memory)
    } plain: { v in
      let g = v[0].split(sizes: [n, n, n, n], axis: 1)
      let memory = sigmoid(g[1]) * v[1] + sigmoid(g[0]) * tanh(g[2])
      return concatenated(sigmoid(g[3]) * tanh(memory), memory)
    }
  }

  /// Expects two functions and their gradients to agree.
  private func expectEqual(
    _ values: [Tensor], fast: ([Tensor]) -> Tensor, plain: ([Tensor]) -> Tensor
  ) throws {
    func results(_ function: ([Tensor]) -> Tensor) throws -> [Tensor] {
      let tape = Tape()
      let variables = values.map { tape.variable($0) }
      let output = function(variables)
      // What is kept for the way back changes nothing.
      #expect(function(values).scalars == output.scalars)
      let gradients = tape.gradients(of: (output * output).sum())
      return [output.detached] + (try variables.map { try #require(gradients[$0]) })
    }
    for (a, b) in zip(try results(fast), try results(plain)) {
      #expect(a.shape == b.shape)
      let areEqual = agree(a.scalars, b.scalars)
      #expect(areEqual, "of shapes \(values.map(\.shape))")
    }
  }

  @Test func gatesSaturateWithoutOverflow() {
    let x = Tensor([1000, -1000], shape: [2, 1])
    let ones = Tensor(repeating: 1, shape: [1, 3])
    let next = gruCell(
      input: x, state: Tensor([0.25, 0.5], shape: [2, 1]), inputKernel: ones,
      recurrentKernel: ones, inputBias: nil, recurrentBias: nil)
    // z = 1 keeps the state, z = 0 takes the proposal.
    #expect(relativeDistance(next, Tensor([0.25, -1], shape: [2, 1])) <= 1e-6)
  }
}
