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

  @Test func gruEqualsItsPlainComposition() {
    let v = normals([7, 5], [7, 13], [5, 39], [13, 39], [39], [39], seed: 4)
    let (x, h) = (affine(v[0], kernel: v[2], bias: v[4]), affine(v[1], kernel: v[3], bias: v[5]))
    let (xs, hs) = (x.split(sizes: [13, 13, 13], axis: 1), h.split(sizes: [13, 13, 13], axis: 1))
    let (r, z) = (sigmoid(xs[0] + hs[0]), sigmoid(xs[1] + hs[1]))
    let n = tanh(xs[2] + r * hs[2])
    let next = gruCell(
      input: v[0], state: v[1], inputKernel: v[2], recurrentKernel: v[3], inputBias: v[4],
      recurrentBias: v[5])
    #expect(relativeDistance(next, (1 - z) * n + z * v[1]) <= 1e-6)
  }

  @Test func lstmEqualsItsPlainComposition() {
    let v = normals([7, 5], [7, 13], [7, 13], [5, 52], [13, 52], [52], seed: 5)
    let gates = affine(v[0], kernel: v[3], bias: v[5]) + matmul(v[1], v[4])
    let g = gates.split(sizes: [13, 13, 13, 13], axis: 1)
    let memory = sigmoid(g[1]) * v[2] + sigmoid(g[0]) * tanh(g[2])
    let next = lstmCell(
      input: v[0], state: v[1], memory: v[2], inputKernel: v[3], recurrentKernel: v[4],
      bias: v[5])
    #expect(relativeDistance(next.memory, memory) <= 1e-6)
    #expect(relativeDistance(next.state, sigmoid(g[3]) * tanh(memory)) <= 1e-6)
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
