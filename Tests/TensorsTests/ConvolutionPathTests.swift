import Base
import Tensors
import TestSupport
import Testing

/// Compares all ways to compute a convolution with plain loops.
@Suite struct ConvolutionPathTests {
  /// A random geometry, small enough for plain loops.
  private struct Case {
    let input: [Int]
    let kernel: [Int]
    let strides: (Int, Int)
    let padding: Padding

    init(using generator: inout SeededGenerator) {
      func pick(_ choices: [Int]) -> Int { choices[generator.nextInteger(below: choices.count)] }
      let batch = pick([0, 1, 2, 3, 9, 17])
      kernel = [
        pick([1, 2, 3, 4]), pick([1, 2, 3, 5]), pick([0, 1, 3, 8, 13]), pick([0, 1, 5, 8, 17]),
      ]
      strides = (pick([1, 2, 3]), pick([1, 2, 3]))
      input = [batch, kernel[0] + pick([0, 1, 3, 4]), kernel[1] + pick([0, 1, 2, 5]), kernel[2]]
      padding = pick([0, 1]) == 0 ? .valid : .same
    }
  }

  private func window(
    _ input: [Int], _ kernel: [Int], _ output: [Int], _ strides: (Int, Int), _ padding: Padding
  ) -> PlainProducts.Window {
    func before(_ axis: Int, _ stride: Int) -> Int {
      padding == .valid
        ? 0 : max(0, (output[axis] - 1) * stride + kernel[axis - 1] - input[axis]) / 2
    }
    return PlainProducts.Window(
      input: input, kernel: kernel, output: output, strides: strides,
      before: (before(1, strides.0), before(2, strides.1)))
  }

  @Test func convolutionsEqualPlainLoops() throws {
    var generator = SeededGenerator(seed: 31)
    for _ in 0..<500 {
      let c = Case(using: &generator)
      let x = Tensor(standardNormal: c.input, using: &generator)
      let kernel = Tensor(standardNormal: c.kernel, using: &generator)
      let tape = Tape()
      let (p, q) = (tape.variable(x), tape.variable(kernel))
      let output = convolution(p, kernel: q, strides: c.strides, padding: c.padding)
      let y = Tensor(standardNormal: output.shape, using: &generator)
      let gradients = tape.gradients(of: (output * y).sum())
      let window = window(c.input, c.kernel, output.shape, c.strides, c.padding)
      #expect(relativeDistance(output, PlainProducts.output(window, x, kernel)) <= 1e-5, "\(c)")
      let byInput = try #require(gradients[p])
      let byKernel = try #require(gradients[q])
      #expect(
        relativeDistance(byInput, PlainProducts.inputGradient(window, y, kernel)) <= 1e-5, "\(c)")
      #expect(
        relativeDistance(byKernel, PlainProducts.kernelGradient(window, x, y)) <= 1e-5, "\(c)")
    }
  }

  /// Sizes for which each of the ways to compute a convolution is chosen.
  @Test(arguments: [
    ([17, 9, 8, 3], [4, 4, 3, 32], (2, 2), Padding.valid),
    ([17, 7, 8, 64], [3, 3, 64, 130], (2, 2), .valid),
    ([17, 6, 6, 65], [4, 4, 65, 129], (2, 2), .same),
    ([9, 12, 14, 3], [6, 6, 3, 31], (2, 2), .valid),
    ([9, 22, 24, 7], [4, 6, 7, 20], (2, 3), .valid),
    ([9, 11, 13, 9], [3, 3, 9, 5], (1, 1), .valid),
    ([13, 9, 10, 16], [5, 4, 16, 5], (2, 3), .same),
    ([17, 12, 9, 13], [3, 4, 13, 6], (2, 2), .same),
    ([8, 10, 9, 32], [4, 3, 32, 7], (3, 2), .valid),
    ([9, 5, 5, 16], [5, 5, 16, 33], (2, 2), .valid),
    ([9, 5, 6, 16], [1, 1, 16, 33], (1, 1), .same),
    ([3, 1, 12, 5], [1, 3, 5, 7], (1, 3), .valid),
    ([3, 70, 61, 5], [6, 7, 5, 90], (1, 1), .same),
  ])
  func largerConvolutionsEqualPlainLoops(
    input: [Int], kernel: [Int], strides: (Int, Int), padding: Padding
  ) throws {
    let (x, w) = (normals(input)[0], normals(kernel, seed: 2)[0])
    let tape = Tape()
    let (p, q) = (tape.variable(x), tape.variable(w))
    let output = convolution(p, kernel: q, strides: strides, padding: padding)
    let y = normals(output.shape, seed: 3)[0]
    let gradients = tape.gradients(of: (output * y).sum())
    let window = window(input, kernel, output.shape, strides, padding)
    #expect(relativeDistance(output, PlainProducts.output(window, x, w)) <= 1e-5)
    let byInput = try #require(gradients[p])
    let byKernel = try #require(gradients[q])
    #expect(relativeDistance(byInput, PlainProducts.inputGradient(window, y, w)) <= 1e-5)
    #expect(relativeDistance(byKernel, PlainProducts.kernelGradient(window, x, y)) <= 1e-5)
  }

  @Test(arguments: Padding.allCases)
  func transposedConvolutionIsTheAdjoint(padding: Padding) {
    let v = normals([3, 10, 12, 4], [5, 3, 4, 6])
    let output = convolution(v[0], kernel: v[1], strides: (2, 3), padding: padding)
    let y = normals(output.shape, seed: 3)[0]
    let x = transposedConvolution(y, kernel: v[1], strides: (2, 3), padding: padding)
    // The transpose knows no input that the convolution did not read, so its image may be smaller.
    let seen = v[0].sliced(axis: 1, 0..<min(10, x.shape[1])).sliced(
      axis: 2, 0..<min(12, x.shape[2]))
    let image = x.sliced(axis: 1, 0..<seen.shape[1]).sliced(axis: 2, 0..<seen.shape[2])
    let (left, right) = ((output * y).sum().scalar, (seen * image).sum().scalar)
    #expect(abs(left - right) <= 1e-4 * abs(left))
  }

  @Test(arguments: Activation.allCases)
  func biasAndActivationAreThoseOfSeparateOperations(activation: Activation) {
    let v = normals([9, 8, 9, 3], [4, 3, 3, 5], [5], [9, 4, 3, 5], [3], seed: 6)
    let fused = convolution(v[0], kernel: v[1], bias: v[2], activation: activation)
    let plain = activation(convolution(v[0], kernel: v[1]) + v[2])
    #expect(relativeDistance(fused, plain) <= 1e-5)
    // NaN stays NaN, and does not pass for an ordinary result.
    var pixels = v[0].scalars
    pixels[0] = .nan
    let spoiled = convolution(
      Tensor(pixels, shape: v[0].shape), kernel: v[1], bias: v[2], activation: activation)
    #expect(spoiled.scalars.prefix(5).allSatisfy { $0.isNaN })
    let transposed = transposedConvolution(
      v[3], kernel: v[1], bias: v[4], strides: (2, 1), activation: activation)
    let other = activation(transposedConvolution(v[3], kernel: v[1], strides: (2, 1)) + v[4])
    #expect(relativeDistance(transposed, other) <= 1e-5)
  }

  @Test func transposedConvolutionsEqualPlainLoops() throws {
    var generator = SeededGenerator(seed: 32)
    for _ in 0..<500 {
      let c = Case(using: &generator)
      let kernel = Tensor(standardNormal: c.kernel, using: &generator)
      let shape = [c.input[0], c.input[1], c.input[2], c.kernel[3]]
      let x = Tensor(standardNormal: shape, using: &generator)
      let tape = Tape()
      let (p, q) = (tape.variable(x), tape.variable(kernel))
      let output = transposedConvolution(p, kernel: q, strides: c.strides, padding: c.padding)
      let y = Tensor(standardNormal: output.shape, using: &generator)
      let gradients = tape.gradients(of: (output * y).sum())
      let window = window(output.shape, c.kernel, shape, c.strides, c.padding)
      #expect(
        relativeDistance(output, PlainProducts.inputGradient(window, x, kernel)) <= 1e-5, "\(c)")
      let byInput = try #require(gradients[p])
      let byKernel = try #require(gradients[q])
      #expect(relativeDistance(byInput, PlainProducts.output(window, y, kernel)) <= 1e-5, "\(c)")
      #expect(
        relativeDistance(byKernel, PlainProducts.kernelGradient(window, y, x)) <= 1e-5, "\(c)")
    }
  }
}
