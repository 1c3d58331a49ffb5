import Tensors
import Testing

@Suite struct MatrixProductTests {
  @Test(arguments: [false, true], [false, true])
  func gradientsMatchDifferences(transposingA: Bool, transposingB: Bool) {
    let inputs = normals(transposingA ? [3, 5] : [5, 3], transposingB ? [4, 3] : [3, 4])
    expectGradientsMatchDifferences(at: inputs) {
      matmul($0[0], $0[1], transposingA: transposingA, transposingB: transposingB)
    }
  }

  @Test(arguments: [false, true], [false, true])
  func gradientsOfStacksMatchDifferences(transposingA: Bool, transposingB: Bool) {
    let inputs = normals(
      transposingA ? [2, 3, 5] : [2, 5, 3], transposingB ? [2, 4, 3] : [2, 3, 4])
    expectGradientsMatchDifferences(at: inputs) {
      matmul($0[0], $0[1], transposingA: transposingA, transposingB: transposingB)
    }
  }

  @Test(arguments: [false, true])
  func gradientsOfFlattenedStacksMatchDifferences(transposingB: Bool) {
    let inputs = normals([2, 6, 5, 3], transposingB ? [4, 3] : [3, 4])
    expectGradientsMatchDifferences(at: inputs) {
      matmul($0[0], $0[1], transposingB: transposingB)
    }
  }

  @Test(arguments: Activation.allCases)
  func gradientsOfAffineMatchDifferences(activation: Activation) {
    expectGradientsMatchDifferences(at: normals([2, 5, 3], [3, 4], [4])) {
      affine($0[0], kernel: $0[1], bias: $0[2], activation: activation)
    }
  }

  @Test func productOnPaper() {
    let a = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    let b = Tensor([7, 8, 9, 10, 11, 12], shape: [3, 2])
    #expect(matmul(a, b).scalars == [58, 64, 139, 154])
  }
}
