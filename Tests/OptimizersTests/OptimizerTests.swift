import Base
import Optimizers
import RealModule
import Tensors
import TestSupport
import Testing

/// Every rule, with its steps written out for one number.
enum Rule: CaseIterable {
  case sgd, momentum, nesterov, adam, adamW, rmsProp, rmsPropMomentum

  var rule: any UpdateRule {
    switch self {
    case .sgd: SGD()
    case .momentum: SGD(momentum: 0.9)
    case .nesterov: SGD(momentum: 0.9, isNesterov: true)
    case .adam: Adam(firstDecay: 0.8, secondDecay: 0.95, epsilon: 1e-4)
    case .adamW: AdamW(weightDecay: 0.1, epsilon: 1e-6)
    case .rmsProp: RMSProp(decay: 0.85, epsilon: 1e-5)
    case .rmsPropMomentum: RMSProp(momentum: 0.7)
    }
  }

  /// Returns a number after steps along gradients.
  func reference(_ start: Double, along gradients: [Double], rate: Double) -> Double {
    var (p, m, v) = (start, 0.0, 0.0)
    for (index, g) in gradients.enumerated() {
      let t = Double(index + 1)
      switch self {
      case .sgd: p -= rate * g
      case .momentum:
        m = 0.9 * m + g
        p -= rate * m
      case .nesterov:
        m = 0.9 * m + g
        p -= rate * (g + 0.9 * m)
      case .adam:
        m = 0.8 * m + 0.2 * g
        v = 0.95 * v + 0.05 * g * g
        p -= rate * (m / (1 - .pow(0.8, t))) / ((v / (1 - .pow(0.95, t))).squareRoot() + 1e-4)
      case .adamW:
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        let step = (m / (1 - .pow(0.9, t))) / ((v / (1 - .pow(0.999, t))).squareRoot() + 1e-6)
        p -= rate * (0.1 * p + step)
      case .rmsProp:
        v = 0.85 * v + 0.15 * g * g
        p -= rate * g / (v.squareRoot() + 1e-5)
      case .rmsPropMomentum:
        v = 0.9 * v + 0.1 * g * g
        m = 0.7 * m + g / (v.squareRoot() + 1e-8)
        p -= rate * m
      }
    }
    return p
  }
}

@Suite struct OptimizerTests {
  private let start: [Scalar] = [0.5, -1, 2, 0.25, -0.75]
  private let gradients: [[Scalar]] = [
    [0.1, -2, 0, 4, 1e-3], [-0.3, 1, 0, 3, 1e-3], [0.2, 0.5, 1, -2, 1e-3], [0.4, 0, 0, 1, -1e-3],
  ]

  private func parameter() -> Parameter { Parameter(Tensor(start, shape: [5])) }

  @Test(arguments: Rule.allCases)
  func stepsAreThoseOfTheFormula(rule: Rule) {
    let parameter = parameter()
    let optimizer = Optimizer(
      [("p", parameter)], rule: rule.rule, learningRate: .constant(0.03), clipping: nil)
    for gradient in gradients { optimizer.step([Tensor(gradient, shape: [5])]) }
    for index in start.indices {
      let expected = rule.reference(
        Double(start[index]), along: gradients.map { Double($0[index]) }, rate: 0.03)
      // A few roundings of single precision.
      #expect(abs(Double(parameter.value.scalars[index]) - expected) < 2e-6 * max(1, abs(expected)))
    }
    #expect(optimizer.stepCount == 4)
  }

  @Test(arguments: Rule.allCases, [Scalar.nan, .infinity, -.infinity])
  func aGradientThatIsNotFiniteChangesNothing(rule: Rule, bad: Scalar) throws {
    let (first, second) = (parameter(), parameter())
    let optimizer = Optimizer([("first", first), ("second", second)], rule: rule.rule)
    let gradient = Tensor(gradients[0], shape: [5])
    optimizer.step([gradient, gradient])
    let (values, state) = ([first.value.scalars, second.value.scalars], optimizer.state)
    var broken = gradients[1]
    broken[3] = bad
    let report = optimizer.step([gradient, Tensor(broken, shape: [5])])
    #expect(!report.isApplied)
    #expect([first.value.scalars, second.value.scalars].map(bits) == values.map(bits))
    #expect(optimizer.skippedCount == 1 && optimizer.stepCount == 1)
    for (name, tensor) in state.tensors {
      let now = try #require(optimizer.state.tensors[name])
      #expect(bits(now.scalars) == bits(tensor.scalars), "\(name)")
    }
  }

  /// The square of such a gradient would leave an infinite moment, from which nothing recovers.
  @Test(arguments: Rule.allCases)
  func aGradientWhoseSquareIsInfiniteChangesNothingUnlessItIsClipped(rule: Rule) {
    let size = Scalar(Float.greatestFiniteMagnitude / 4)
    let huge = Tensor([size, 0, 0, 0, 0], shape: [5])
    for (clipping, isApplied) in [
      (nil, (size * size).isFinite), (Clipping.globalNorm(1), true), (.value(1), true),
    ] {
      let parameter = parameter()
      let start = parameter.value.scalars
      let optimizer = Optimizer([("p", parameter)], rule: rule.rule, clipping: clipping)
      #expect(optimizer.step([huge]).isApplied == isApplied)
      #expect((parameter.value.scalars == start) == !isApplied)
      let areFinite = optimizer.state.tensors.values.allSatisfy { $0.allFinite }
      #expect(areFinite)
    }
  }

  @Test(arguments: Rule.allCases)
  func aRestoredOptimizerGoesOnBitByBit(rule: Rule) throws {
    let through = parameter()
    let straight = Optimizer([("p", through)], rule: rule.rule, learningRate: .constant(0.03))
    for gradient in gradients { straight.step([Tensor(gradient, shape: [5])]) }

    let before = parameter()
    let first = Optimizer([("p", before)], rule: rule.rule, learningRate: .constant(0.03))
    for gradient in gradients[..<2] { first.step([Tensor(gradient, shape: [5])]) }
    let after = Parameter(Tensor(before.value.scalars, shape: [5]))
    let second = Optimizer([("p", after)], rule: rule.rule, learningRate: .constant(0.03))
    try second.restore(first.state)
    for gradient in gradients[2...] { second.step([Tensor(gradient, shape: [5])]) }
    #expect(bits(after.value.scalars) == bits(through.value.scalars))
    #expect(second.stepCount == 4)
  }

  @Test func aStateThatDoesNotFitChangesNothing() {
    let optimizer = Optimizer([("p", parameter())])
    var state = optimizer.state
    #expect(state.tensors.keys.sorted() == ["firstMoment/p", "secondMoment/p"])
    state.stepCount = 9
    var missing = state
    missing.tensors["secondMoment/p"] = nil
    #expect(throws: OptimizerStateError.missing(name: "secondMoment/p")) {
      try optimizer.restore(missing)
    }
    var unexpected = state
    unexpected.tensors["firstMoment/q"] = 0
    #expect(throws: OptimizerStateError.unexpected(name: "firstMoment/q")) {
      try optimizer.restore(unexpected)
    }
    var misshapen = state
    misshapen.tensors["firstMoment/p"] = Tensor(repeating: 0, shape: [4])
    #expect(
      throws: OptimizerStateError.shape(name: "firstMoment/p", expected: [5], found: [4])
    ) {
      try optimizer.restore(misshapen)
    }
    #expect(optimizer.stepCount == 0)
  }

  @Test func clippingByNormKeepsTheDirection() {
    let (first, second) = (Parameter(Tensor([0, 0], shape: [2])), Parameter(0))
    let optimizer = Optimizer(
      [("first", first), ("second", second)], rule: SGD(), learningRate: .constant(1),
      clipping: .globalNorm(1))
    let report = optimizer.step([Tensor([2, 0], shape: [2]), Tensor(-1.5)])
    #expect(abs(report.gradientNorm - 2.5) < 1e-6)
    #expect(abs(report.gradientScale - 0.4) < 1e-6)
    #expect(abs(first.value.scalars[0] + 0.8) < 1e-6 && abs(second.value.scalar - 0.6) < 1e-6)
    optimizer.step([Tensor([0.1, 0], shape: [2]), 0])
    #expect(abs(first.value.scalars[0] + 0.9) < 1e-6)
  }

  @Test func clippingByValueCutsEachElement() {
    let parameter = Parameter(Tensor([0, 0, 0], shape: [3]))
    let optimizer = Optimizer(
      [("p", parameter)], rule: SGD(), learningRate: .constant(1), clipping: .value(0.5))
    optimizer.step([Tensor([2, -3, 0.25], shape: [3])])
    #expect(parameter.value.scalars == [-0.5, 0.5, -0.25])
  }

  @Test func valuesOfTheModelThatOthersHoldStay() {
    let parameter = parameter()
    let held = parameter.value
    Optimizer([("p", parameter)]).step([Tensor(gradients[0], shape: [5])])
    #expect(held.scalars == start && parameter.value.scalars != start)
  }

  @Test func aGradientOfAnotherShapeIsRefused() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let parameter = Parameter(Tensor([0, 0], shape: [2]))
      Optimizer([("cell.kernel", parameter)]).step([Tensor([0, 0, 0], shape: [3])])
    }
    #expect(message(of: result).contains("'cell.kernel' has shape [2], but its gradient [3]"))
  }

  @Test func aParameterThatGrewIsRefused() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let parameter = Parameter(Tensor([0, 0], shape: [2]))
      let optimizer = Optimizer([("cell.kernel", parameter)])
      parameter.value = Tensor([0, 0, 0], shape: [3])
      optimizer.step([Tensor([0, 0, 0], shape: [3])])
    }
    #expect(message(of: result).contains("'cell.kernel' has shape [3], but its moments [[2], [2]]"))
  }

  @Test func parametersOfTheSamePathAreRefused() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Optimizer([("kernel", Parameter(1)), ("kernel", Parameter(2))])
    }
    #expect(message(of: result).contains("two parameters of an optimizer have the path 'kernel'"))
  }

  @Test func aParameterThatIsThereTwiceIsRefused() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let shared = Parameter(1)
      _ = Optimizer([("encoder.bias", shared), ("decoder.bias", shared)])
    }
    #expect(
      message(of: result).contains("'encoder.bias' and 'decoder.bias' are the same parameter"))
  }

  private func bits(_ scalars: [Scalar]) -> [UInt64] { scalars.map { UInt64($0.bitPattern) } }
}

@Suite struct ScheduleTests {
  @Test func schedulesPassThroughTheirEnds() {
    let linear = Schedule.linear(from: 0, to: 1, over: 4)
    #expect((0...5).map { linear($0) } == [0, 0.25, 0.5, 0.75, 1, 1])
    let cosine = Schedule.cosine(from: 2, to: 1, over: 10)
    #expect(cosine(0) == 2 && abs(cosine(5) - 1.5) < 1e-12 && cosine(10) == 1 && cosine(99) == 1)
    let exponential = Schedule.exponential(from: 8, factor: 0.5, every: 10)
    #expect(exponential(0) == 8 && abs(exponential(20) - 2) < 1e-12)
    let warmed = Schedule.constant(3).warmedUp(over: 3)
    #expect((0...3).map { warmed($0) } == [1, 2, 3, 3])
    #expect(Schedule.linear(from: 0, to: 1, over: 0)(0) == 1)
  }

  @Test func theOptimizerFollowsItsSchedule() {
    let parameter = Parameter(0)
    let optimizer = Optimizer(
      [("p", parameter)], rule: SGD(), learningRate: .linear(from: 1, to: 0, over: 2))
    let rates = (0..<3).map { _ in optimizer.step([1]).learningRate }
    #expect(rates == [1, 0.5, 0] && parameter.value.scalar == -1.5)
  }
}
