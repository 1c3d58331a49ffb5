import Tensors
import Testing

@Suite struct ConvolutionTests {
  // With this seed no sum lies within a step of relu's kink, where differences are of no use.
  @Test(arguments: Activation.allCases, Padding.allCases)
  func gradientsMatchDifferences(activation: Activation, padding: Padding) {
    expectGradientsMatchDifferences(at: normals([2, 7, 8, 3], [4, 3, 3, 5], [5], seed: 2)) {
      convolution(
        $0[0], kernel: $0[1], bias: $0[2], strides: (2, 3), padding: padding,
        activation: activation)
    }
  }

  @Test(arguments: Activation.allCases, Padding.allCases)
  func transposedGradientsMatchDifferences(activation: Activation, padding: Padding) {
    expectGradientsMatchDifferences(at: normals([2, 4, 3, 5], [4, 3, 3, 5], [3])) {
      transposedConvolution(
        $0[0], kernel: $0[1], bias: $0[2], strides: (2, 3), padding: padding,
        activation: activation)
    }
  }

  @Test(arguments: Padding.allCases)
  func gradientsAlongOneAxisMatchDifferences(padding: Padding) {
    expectGradientsMatchDifferences(at: normals([2, 9, 3], [4, 3, 5], [5])) {
      convolution1D($0[0], kernel: $0[1], bias: $0[2], stride: 2, padding: padding)
    }
  }

  @Test func convolutionOnPaper() {
    let x = Tensor([1, 2, 3, 4, 5, 6, 7, 8, 9], shape: [1, 3, 3, 1])
    let kernel = Tensor([1, 10, 100, 1000], shape: [2, 2, 1, 1])
    #expect(convolution(x, kernel: kernel).scalars == [5421, 6532, 8754, 9865])
    #expect(
      convolution(x, kernel: kernel, strides: (2, 2), padding: .same).scalars
        == [5421, 603, 87, 9])
    let y = Tensor([1, 2], shape: [1, 1, 2, 1])
    #expect(
      transposedConvolution(y, kernel: kernel, strides: (1, 1)).scalars
        == [1, 12, 20, 100, 1200, 2000])
  }
}
