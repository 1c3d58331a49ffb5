import Base
import TestSupport
import Tensors
import Testing

@Suite struct OperationGradientTests {
  private static let maps: [DifferentiableCase] = [
    .map("exp") { exp($0) },
    .map("log", in: 0.5..<3) { log($0) },
    .map("log1p", in: -0.5..<3) { log1p($0) },
    .map("expm1") { expm1($0) },
    .map("sqrt", in: 0.5..<3) { sqrt($0) },
    .map("square") { square($0) },
    .map("abs", in: 0.5..<2) { abs(-$0) },
    .map("sin") { sin($0) },
    .map("cos") { cos($0) },
    .map("tanh") { tanh($0) },
    .map("sigmoid") { sigmoid($0) },
    .map("softplus") { softplus($0) },
    .map("relu above zero", in: 0.5..<2) { relu($0) },
    .map("relu below zero", in: -2 ..< -0.5) { relu($0) },
    .map("elu above zero", in: 0.5..<2) { elu($0) },
    .map("elu below zero", in: -2 ..< -0.5) { elu($0) },
    .map("power", in: 0.5..<2) { power($0, 2.5) },
    .map("power of negative numbers", in: -2 ..< -0.5) { power($0, 3) },
    .map("clamped", in: 0..<0.9) { $0.clamped(to: -1...1) },
    .map("negation") { -$0 },
  ]

  private static let combinations: [DifferentiableCase] = [
    .pairs("sum") { $0 + $1 },
    .pairs("difference") { $0 - $1 },
    .pairs("product") { $0 * $1 },
    .pairs("quotient", in: 0.5..<2) { $0 / $1 },
    .map("with numbers", in: 0.5..<2) { x in
      let number: Scalar = 3
      let sum: Tensor = (number * x + number) / number
      return sum - number + number / x + (number - x) * x
    },
    .extremes("maximum") { maximum($0, $1) },
    .extremes("minimum") { minimum($0, $1) },
    DifferentiableCase("squared distance") { generator in
      let shape = randomShape(using: &generator)
      let inputs = randomTensors(of: [shape, shape], using: &generator)
      return .init(inputs) { squaredDistance($0[0], $0[1]) }
    },
    DifferentiableCase("select") { generator in
      let parts = randomParts(3, in: -2..<2, using: &generator)
      let mask = parts[2] .> 0
      return .init(Array(parts[..<2])) { select($0[0] * $0[0], $0[1], where: mask) }
    },
  ]

  private static let reductions: [DifferentiableCase] = [
    .map("sum of all") { $0.sum() },
    .map("mean of all", shortest: 1) { $0.mean() },
    .map("variance of all", shortest: 1) { $0.variance() },
    .reductions("sum") { $0.sum(axes: $1, keepingDimensions: $2) },
    .reductions("mean", shortest: 1) { $0.mean(axes: $1, keepingDimensions: $2) },
    .reductions("variance", shortest: 1) { $0.variance(axes: $1, keepingDimensions: $2) },
    .orders("max", shortest: 1) { $0.max(axis: $1) },
    .orders("min", shortest: 1) { $0.min(axis: $1, keepingDimensions: true) },
    .orders("sorted") { $0.sorted(axis: $1, descending: true).values },
    .orders("topK") { x, axis in x.topK(min(2, x.shape[axis]), axis: axis).values },
    .lines("logSumExp", shortest: 1) { $0.logSumExp(axis: $1) },
    .lines("kept logSumExp", shortest: 1) { $0.logSumExp(axis: $1, keepingDimensions: true) },
    .lines("softmax") { $0.softmax(axis: $1) },
    .lines("logSoftmax") { $0.logSoftmax(axis: $1) },
    .lines("cumulativeSum") { $0.cumulativeSum(axis: $1) },
  ]

  private static let arrangements: [DifferentiableCase] = [
    .map("reshaped") { $0.reshaped($0.shape.reversed()) },
    .map("transposed", minimumRank: 2) { $0.transposed() },
    DifferentiableCase("permuted") { generator in
      let shape = randomShape(using: &generator)
      let order = shape.indices.shuffled(using: &generator)
      let inputs = randomTensors(of: [shape], using: &generator)
      return .init(inputs) { $0[0].transposed(permutation: order) }
    },
    DifferentiableCase("broadcast") { generator in
      let shape = randomShape(using: &generator)
      let part = randomPart(of: shape, using: &generator)
      let inputs = randomTensors(of: [part], using: &generator)
      return .init(inputs) { $0[0].broadcast(to: shape) }
    },
    .lines("flattened") { $0.flattened(fromAxis: $1) },
    .lines("expanded and squeezed") { $0.expanded(atAxis: $1).squeezed(axis: $1) * 2 },
    .lines("reversed") { $0.reversed(axis: $1) },
    .lines("padded") { $0.padded(axis: $1, before: 1, after: 2, with: 7) },
  ]

  private static let pieces: [DifferentiableCase] = [
    .ranges("sliced") { $0.sliced(axis: $1, $2) },
    .ranges("rows", axis: 0) { x, _, range in x.rows(range) },
    .ranges("columns", axis: -1) { x, _, range in x.columns(range) },
    .ranges("split") { x, axis, range in
      let sizes = [range.lowerBound, range.count, x.shape[axis] - range.upperBound]
      let parts = x.split(sizes: sizes, axis: axis)
      return concatenated([parts[2], square(parts[0])], axis: axis)
    },
    .map("subscript", minimumRank: 1, shortest: 1) { $0[$0.shape[0] / 2] * $0[0] },
    .lines("unstacked", shortest: 1) { x, axis in
      let parts = x.unstacked(axis: axis)
      return parts[0] * parts[parts.count / 2] + parts[parts.count - 1]
    },
    .lines("gathered", shortest: 1) { x, axis in
      x.gathered([x.shape[axis] - 1, 0, x.shape[axis] / 2, 0], axis: axis)
    },
    .lines("gatheredAlong", shortest: 1) { x, axis in
      let length = x.shape[axis]
      let indices = (0..<2 * x.count / length).map { $0 * 7 % length }
      return x.gatheredAlong(axis: axis, indices: indices)
    },
    .map("concatenated columns", minimumRank: 1) { concatenated($0, square($0)) },
    DifferentiableCase("concatenated") { generator in
      let (shape, axis) = randomAxis(using: &generator)
      var other = shape
      other[axis] = generator.nextInteger(below: 5)
      let inputs = randomTensors(of: [shape, other, shape], using: &generator)
      return .init(inputs) { concatenated($0, axis: axis) }
    },
    DifferentiableCase("stacked") { generator in
      let shape = randomShape(using: &generator)
      let axis = generator.nextInteger(below: shape.count + 1)
      let inputs = randomTensors(of: [shape, shape], using: &generator)
      return .init(inputs) { stacked($0, axis: axis) }
    },
  ]

  private static let activations = Activation.allCases.map { activation in
    DifferentiableCase.map("\(activation)", in: 0.3..<2) { activation($0) * $0 }
  }

  private static let cases: [DifferentiableCase] =
    maps + combinations + reductions + arrangements + pieces + activations

  /// R35.
  @Test(arguments: cases)
  func gradientMatchesDifferences(_ example: DifferentiableCase) {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<100 {
      let trial = example.trial(&generator)
      expectGradientsMatchDifferences(at: trial.inputs, of: trial.function)
    }
  }

  @Test(arguments: cases)
  func nothingIsRecordedWithoutATape(_ example: DifferentiableCase) {
    var generator = SeededGenerator(seed: 12)
    let trial = example.trial(&generator)
    let plain = trial.function(trial.inputs)
    #expect(plain.tape == nil)
    let tape = Tape()
    let recorded = trial.function(trial.inputs.map { tape.variable($0) })
    #expect(recorded.tape === tape)
    #expect(recorded.scalars == plain.scalars)
  }
}
