import Base
import Glibc
import Tensors
import TestSupport
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

  @Test func trapsOnShapesThatDoNotMatch() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = convolution(
        Tensor(repeating: 0, shape: [2, 3, 3, 4]),
        kernel: Tensor(repeating: 0, shape: [5, 2, 4, 1]))
    }
    #expect(
      message(of: result).contains(
        "convolution cannot apply a kernel of shape [5, 2, 4, 1] with strides (1, 1) to shape "
          + "[2, 3, 3, 4]"))
  }

  /// The second kernel is of the agent's encoder, and the third has as few channels as a picture.
  @Test(arguments: [[9, 12, 13, 8, 16], [16, 14, 14, 64, 128], [16, 21, 20, 3, 32]])
  func bfloat16IsCloseToFullPrecision(sizes: [Int]) throws {
    let v = normals(
      Array(sizes.prefix(4)), [4, 4, sizes[3], sizes[4]], [sizes[4]], seed: 7)
    func results(_ precision: ConvolutionPrecision) throws -> [Tensor] {
      let tape = Tape()
      let variables = v.map { tape.variable($0) }
      let output = convolution(
        variables[0], kernel: variables[1], bias: variables[2], strides: (2, 2),
        activation: .elu, precision: precision)
      let gradients = tape.gradients(of: (output * output).sum())
      return [output.detached] + (try variables.map { try #require(gradients[$0]) })
    }
    for (rounded, full) in zip(try results(.bfloat16), try results(.full)) {
      let error = square(rounded - full).sum().scalar / square(full).sum().scalar
      #expect(error > 0)
      #expect(error <= 1e-4, "the relative error by norm is at most 1e-2")
    }
  }

  @Test func bfloat16IsMultipliedByTheLibraryWhereTheProcessorCan() {
    let geometry = ConvolutionGeometry(
      convolving: [16, 14, 14, 32], kernel: [4, 4, 32, 64], strides: (2, 2), padding: .valid)
    for pass in ConvolutionPass.allCases {
      let isOfLibrary = ConvolutionEngine(geometry, .bfloat16).isOfLibrary(pass)
      #expect(isOfLibrary == ConvolutionPrecision.bfloat16.isNative)
    }
  }

  /// With many channels, the library's own gradient with respect to the kernel is slower.
  @Test func gradientsByKernelsOfManyChannelsAreRoundedFirst() {
    let geometry = ConvolutionGeometry(
      convolving: [16, 14, 14, 64], kernel: [4, 4, 64, 128], strides: (2, 2), padding: .valid)
    let engine = ConvolutionEngine(geometry, .bfloat16)
    #expect(!engine.isOfLibrary(.kernelGradient))
    for pass in ConvolutionPass.allCases where pass != .kernelGradient {
      #expect(engine.isOfLibrary(pass) == ConvolutionPrecision.bfloat16.isNative)
    }
  }

  @Test func roundsToBFloat16() {
    // Neighbours of 1 are 1/128 apart: halfway, the even one is nearest.
    let x = Tensor([1, 1.00390625, 1.01171875, -1.005, 0, 3.5e-20], shape: [1, 1, 6, 1])
    let one = Tensor([1], shape: [1, 1, 1, 1])
    let rounded = convolution(x, kernel: one, precision: .bfloat16).scalars
    #expect(rounded.prefix(5) == [1, 1, 1.015625, -1.0078125, 0])
    #expect(abs(rounded[5] / 3.5e-20 - 1) <= 1.0 / 256)
  }

  @Test func preparedConvolutionsAreReused() throws {
    let cache = OneDNNCache(capacity: 2) { OneDNNConvolution($0) }
    func prepared(batch: Int) -> OneDNNConvolution? {
      let geometry = ConvolutionGeometry(
        convolving: [batch, 5, 6, 3], kernel: [2, 3, 3, 4], strides: (1, 2), padding: .valid)
      return cache[
        OneDNNConvolution.Key(geometry: geometry, pass: .output, precision: .full)]
    }
    let first = try #require(prepared(batch: 2))
    #expect(prepared(batch: 2) === first)
    #expect(prepared(batch: 3) !== first)
    #expect(cache.count == 2)
    #expect(prepared(batch: 4) != nil)
    #expect(cache.count == 1, "a full cache is emptied")
  }

  @Test func stepsAllocateNothingAfterTheFirst() async {
    await #expect(processExitsWith: .success) {
      func step() {
        let v = normals([16, 31, 31, 3], [4, 4, 3, 32], [32], [4, 4, 5, 32], seed: 8)
        let tape = Tape()
        let p = v.map { tape.variable($0) }
        let y = convolution(
          p[0], kernel: p[1], bias: p[2], strides: (2, 2), activation: .relu)
        let z = transposedConvolution(y, kernel: p[3], strides: (2, 2), activation: .elu)
        _ = tape.gradients(of: (z * z).sum())
      }
      for _ in 0..<10 { step() }
      let allocations = StoragePool.shared.statistics.systemAllocations
      let memory = heapBytesInUse()
      for _ in 0..<40 { step() }
      require(StoragePool.shared.statistics.systemAllocations == allocations, "the pool grew")
      // The smaller kernel's gradient, kept at each step, would take 40 × 6 KB in single precision.
      let growth = heapBytesInUse() - memory
      require(growth < 64 << 10, "the heap grew by \(growth) bytes")
    }
  }
}
