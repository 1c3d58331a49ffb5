import Base
import TestSupport
import Tensors
import Testing

/// A named function of tensors, and where to differentiate it.
struct DifferentiableCase: CustomTestStringConvertible, Sendable {
  let name: String
  let shapes: [[Int]]
  let range: Range<Scalar>
  let function: @Sendable ([Tensor]) -> Tensor

  var testDescription: String { name }

  init(
    _ name: String, _ shapes: [Int]..., in range: Range<Scalar> = -2..<2,
    function: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    (self.name, self.shapes, self.range, self.function) = (name, shapes, range, function)
  }
}

@Suite struct OperationGradientTests {
  private static let maps: [DifferentiableCase] = [
    .init("exp", [3, 5]) { exp($0[0]) },
    .init("log", [3, 5], in: 0.5..<3) { log($0[0]) },
    .init("log1p", [3, 5], in: -0.5..<3) { log1p($0[0]) },
    .init("expm1", [3, 5]) { expm1($0[0]) },
    .init("sqrt", [3, 5], in: 0.5..<3) { sqrt($0[0]) },
    .init("square", [3, 5]) { square($0[0]) },
    .init("abs", [3, 5], in: 0.5..<2) { abs(-$0[0]) },
    .init("sin", [3, 5]) { sin($0[0]) },
    .init("cos", [3, 5]) { cos($0[0]) },
    .init("tanh", [3, 5]) { tanh($0[0]) },
    .init("sigmoid", [3, 5]) { sigmoid($0[0]) },
    .init("softplus", [3, 5]) { softplus($0[0]) },
    .init("relu above zero", [3, 5], in: 0.5..<2) { relu($0[0]) },
    .init("elu above zero", [3, 5], in: 0.5..<2) { elu($0[0]) },
    .init("elu below zero", [3, 5], in: -2 ..< -0.5) { elu($0[0]) },
    .init("power", [3, 5], in: 0.5..<2) { power($0[0], 2.5) },
    .init("power of negative numbers", [3, 5], in: -2 ..< -0.5) { power($0[0], 3) },
    .init("clamped", [3, 5], in: 0..<0.9) { $0[0].clamped(to: -1...1) },
    .init("negation", [3, 5]) { -$0[0] },
  ]

  private static let combinations: [DifferentiableCase] = [
    .init("sum", [2, 3, 5], [3, 1]) { $0[0] + $0[1] },
    .init("difference", [3, 1], [2, 1, 5]) { $0[0] - $0[1] },
    .init("product", [2, 3, 5], [5]) { $0[0] * $0[1] },
    .init("product with a scalar", [], [2, 3]) { $0[0] * $0[1] },
    .init("quotient", [4, 1, 3], [2, 1], in: 0.5..<2) { $0[0] / $0[1] },
    .init("squared distance", [2, 3], [2, 3]) { squaredDistance($0[0], $0[1]) },
    .init("with numbers", [2, 3], in: 0.5..<2) { x in
      let number: Scalar = 3
      let sum: Tensor = (number * x[0] + number) / number
      return sum - number + number / x[0] + (number - x[0]) * x[0]
    },
    .init("maximum", [2, 3], [3], in: 0.5..<2) { maximum($0[0], 10 - $0[1]) },
    .init("minimum", [2, 3], [3], in: 0.5..<2) { minimum($0[0], $0[1] - 10) * $0[0] },
    .init("select", [2, 3], [3]) { x in
      select(x[0] * x[0], x[1], where: Tensor([1, 0, 0, 1, 1, 0], shape: [2, 3]))
    },
  ]

  private static let reductions: [DifferentiableCase] = [
    .init("sum of all", [2, 3]) { $0[0].sum() },
    .init("mean of all", [2, 3]) { $0[0].mean() },
    .init("sums of outer axes", [2, 3, 4, 5]) { $0[0].sum(axes: [0, -2]) },
    .init("kept means", [2, 3, 4]) { $0[0].mean(axes: [1], keepingDimensions: true) },
    .init("variance of all", [2, 3]) { $0[0].variance() },
    .init("variance", [4, 3, 2]) { $0[0].variance(axes: [0, 2]) },
    .init("max", [3, 5, 2]) { $0[0].max(axis: 1) },
    .init("min", [3, 5]) { $0[0].min(axis: -1, keepingDimensions: true) },
    .init("logSumExp", [3, 5]) { $0[0].logSumExp() },
    .init("logSumExp of an inner axis", [2, 3, 5]) { $0[0].logSumExp(axis: 1) },
    .init("softmax", [3, 5]) { $0[0].softmax() },
    .init("softmax of an outer axis", [3, 5, 2]) { $0[0].softmax(axis: 0) },
    .init("logSoftmax", [3, 5]) { $0[0].logSoftmax() },
    .init("cumulativeSum", [2, 5, 3]) { $0[0].cumulativeSum(axis: 1) },
    .init("sorted", [3, 7]) { $0[0].sorted(descending: true).values },
    .init("topK", [7, 3]) { $0[0].topK(2, axis: 0).values },
  ]

  private static let arrangements: [DifferentiableCase] = [
    .init("reshaped", [2, 6]) { $0[0].reshaped([3, 4]) },
    .init("flattened", [2, 3, 2]) { $0[0].flattened(fromAxis: 1) },
    .init("transposed", [2, 3, 5]) { $0[0].transposed() },
    .init("permuted", [2, 3, 5, 4]) { $0[0].transposed(permutation: [2, 0, 3, 1]) },
    .init("expanded and squeezed", [2, 3]) { $0[0].expanded(atAxis: 1).squeezed(axis: 1) * 2 },
    .init("broadcast", [3, 1]) { $0[0].broadcast(to: [2, 3, 4]) },
    .init("sliced", [2, 7, 3]) { $0[0].sliced(axis: 1, 2..<5) },
    .init("rows", [5, 3]) { $0[0].rows(1..<3) },
    .init("columns", [3, 5]) { $0[0].columns(1..<3) },
    .init("subscript", [4, 2, 3]) { $0[0][2] * $0[0][1] },
    .init("split", [2, 7]) { x in
      let parts = x[0].split(sizes: [2, 0, 5], axis: 1)
      return parts[2].columns(0..<2) * parts[0]
    },
    .init("concatenated", [2, 3], [2, 5]) { concatenated($0[0], $0[1]) },
    .init("concatenated rows", [2, 3], [4, 3]) { concatenated($0, axis: 0) },
    .init("stacked", [2, 3], [2, 3]) { stacked($0, axis: 1) },
    .init("unstacked", [4, 2, 3]) { x in
      let parts = x[0].unstacked()
      return parts[0] * parts[3] + parts[1]
    },
    .init("unstacked inner axis", [2, 4, 3]) { x in
      let parts = x[0].unstacked(axis: 1)
      return parts[0] * parts[3]
    },
    .init("reversed", [2, 5, 3]) { $0[0].reversed(axis: 1) },
    .init("padded", [2, 3]) { $0[0].padded(axis: 1, before: 1, after: 2, with: 7) },
    .init("gathered", [4, 3]) { $0[0].gathered([3, 0, 3]) },
    .init("gathered inner axis", [2, 4, 3]) { $0[0].gathered([1, 1, 2, 0, 3], axis: 1) },
    .init("gatheredAlong", [2, 4]) { $0[0].gatheredAlong(axis: 1, indices: [3, 3, 0, 1, 2, 2]) },
  ]

  private static let activations = Activation.allCases.map { activation in
    DifferentiableCase("\(activation)", [3, 7], in: 0.3..<2) { activation($0[0]) * $0[0] }
  }

  @Test(arguments: maps + combinations + reductions + arrangements + activations)
  func gradientMatchesDifferences(_ example: DifferentiableCase) {
    var generator = SeededGenerator(seed: 11)
    let inputs = example.shapes.map { Tensor(uniform: $0, in: example.range, using: &generator) }
    expectGradientsMatchDifferences(at: inputs, of: example.function)
  }

  @Test(arguments: maps + combinations + reductions + arrangements + activations)
  func nothingIsRecordedWithoutATape(_ example: DifferentiableCase) {
    var generator = SeededGenerator(seed: 12)
    let inputs = example.shapes.map { Tensor(uniform: $0, in: example.range, using: &generator) }
    let plain = example.function(inputs)
    #expect(plain.tape == nil)
    let tape = Tape()
    let recorded = example.function(inputs.map { tape.variable($0) })
    #expect(recorded.tape === tape)
    #expect(recorded.scalars == plain.scalars)
  }
}
