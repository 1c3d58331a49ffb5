import Base
import Tensors
import TestSupport
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

  @Test func productsEqualThoseOfPlainLoops() {
    let sizes = [0, 1, 2, 3, 5, 7, 8, 13, 16, 17, 31, 33, 64]
    var generator = SeededGenerator(seed: 21)
    func size() -> Int { sizes[generator.nextInteger(below: sizes.count)] }
    for _ in 0..<500 {
      let (m, k, n) = (size(), size(), size())
      let (p, q) = (generator.nextInteger(below: 2) == 1, generator.nextInteger(below: 2) == 1)
      let a = Tensor(standardNormal: p ? [k, m] : [m, k], using: &generator)
      let b = Tensor(standardNormal: q ? [n, k] : [k, n], using: &generator)
      let product = matmul(a, b, transposingA: p, transposingB: q)
      let plain = PlainProducts.product(a, b, transposingA: p, transposingB: q)
      #expect(product.shape == plain.shape)
      #expect(relativeDistance(product, plain) <= 1e-5, "sizes \((m, k, n))")
    }
  }

  /// Sizes for which another library multiplies, vectors among them, and products of no terms.
  private static let sizes = [
    (64, 200, 150), (1, 200, 600), (600, 130, 1), (17, 1, 1024), (33, 65, 130), (3, 0, 5),
  ]

  @Test(arguments: sizes, [false, true])
  func largeProductsEqualThoseOfPlainLoops(sizes: (Int, Int, Int), adding: Bool) {
    let (m, k, n) = sizes
    var generator = SeededGenerator(seed: 22)
    for (p, q) in [(false, false), (true, false), (false, true), (true, true)] {
      let a = Tensor(standardNormal: p ? [k, m] : [m, k], using: &generator)
      let b = Tensor(standardNormal: q ? [n, k] : [k, n], using: &generator)
      let product = Tensor(repeating: adding ? 2 : .nan, shape: [m, n])
      gemm(
        rows: m, columns: n, inner: k, a.elements, b.elements, into: product.elements,
        transposingA: p, transposingB: q, adding: adding)
      let plain = PlainProducts.product(a, b, transposingA: p, transposingB: q)
      #expect(relativeDistance(product, adding ? plain + 2 : plain) <= 1e-5)
    }
  }

  @Test(arguments: sizes + [(2, 3, 4)], [false, true])
  func biasesAndActivationsFollowProducts(sizes: (Int, Int, Int), adding: Bool) {
    let (m, k, n) = sizes
    var generator = SeededGenerator(seed: 23)
    let a = Tensor(standardNormal: [m, k], using: &generator)
    let b = Tensor(standardNormal: [k, n], using: &generator)
    let bias = Tensor(standardNormal: [n], using: &generator)
    let result = Tensor(repeating: adding ? 2 : .nan, shape: [m, n])
    gemm(
      rows: m, columns: n, inner: k, a.elements, b.elements, into: result.elements,
      adding: adding, bias: bias.elements, activation: .elu)
    let plain = PlainProducts.product(a, b) + bias + (adding ? 2 : 0)
    #expect(relativeDistance(result, Activation.elu(plain)) <= 1e-5)
  }

  /// Of few rows, and of so many that each use has a product of its own.
  @Test(arguments: [1, 5, 200], [1, 3])
  func aMatrixHasTheSumOfTheGradientsOfItsUses(rows: Int, uses: Int) throws {
    var generator = SeededGenerator(seed: 24)
    let inputs = (0..<uses).map { _ in Tensor(standardNormal: [rows, 20], using: &generator) }
    let slopes = (0..<uses).map { _ in Tensor(standardNormal: [rows, 30], using: &generator) }
    let tape = Tape()
    let matrix = tape.variable(Tensor(standardNormal: [20, 30], using: &generator))
    let loss = zip(inputs, slopes).reduce(Tensor(0)) { sum, pair in
      sum + (matmul(pair.0, matrix) * pair.1).sum()
    }
    let gradient = try #require(tape.gradients(of: loss)[matrix])
    let expected = zip(inputs, slopes).reduce(Tensor(repeating: 0, shape: [20, 30])) { sum, pair in
      sum + PlainProducts.product(pair.0, pair.1, transposingA: true, transposingB: false)
    }
    #expect(relativeDistance(gradient, expected) <= 1e-5)
  }

  /// What products are compared by sees what `max` and `zip` pass over.
  @Test func otherShapesAndNumbersThatAreNoneAreFarApart() {
    let x = Tensor([1, 2], shape: [2])
    #expect(relativeDistance(x, x) == 0)
    #expect(relativeDistance(Tensor([1, .nan], shape: [2]), x) == .infinity)
    #expect(relativeDistance(x, Tensor([1, .nan], shape: [2])) == .infinity)
    #expect(relativeDistance(x, Tensor([1, 2, 3], shape: [3])) == .infinity)
    #expect(relativeDistance(x, x.reshaped([2, 1])) == .infinity)
  }

  @Test func trapsOnShapesThatDoNotMatch() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = matmul(Tensor(repeating: 0, shape: [4, 3]), Tensor(repeating: 0, shape: [2, 5]))
    }
    #expect(message(of: result).contains("matmul cannot multiply shapes [4, 3] and [2, 5]"))
  }

  @Test func productOnPaper() {
    let a = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    let b = Tensor([7, 8, 9, 10, 11, 12], shape: [3, 2])
    #expect(matmul(a, b).scalars == [58, 64, 139, 154])
  }
}
