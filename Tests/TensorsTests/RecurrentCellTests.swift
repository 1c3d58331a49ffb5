import Tensors
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
}
