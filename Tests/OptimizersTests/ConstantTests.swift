import Optimizers
import Tensors
import TestSupport
import Testing

@Suite struct ConstantTests {
  @Test(arguments: WrongConstant.allCases)
  func constantsOutOfTheirRangesAreRefused(constant: WrongConstant) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [constant] in
      constant.use()
    }
    #expect(message(of: result).contains("\(constant.rawValue), but"))
  }

  @Test(.enabled(if: Scalar.self == Float.self), arguments: [1e-50, 1e50])
  func epsilonsThatSinglePrecisionCannotHoldAreRefused(epsilon: Double) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [epsilon] in
      _ = RMSProp(epsilon: epsilon)
    }
    #expect(
      message(of: result).contains(
        "epsilon is \(epsilon), but has to be positive and finite as a Float"))
  }
}

/// Constants with which nothing can be learned, by what is said of them, each for a separate
/// process.
enum WrongConstant: String, CaseIterable, Codable, Sendable {
  case firstDecay = "firstDecay is 1.0"
  case secondDecay = "secondDecay is -0.1"
  case epsilon = "epsilon is nan"
  case zeroEpsilon = "epsilon is 0.0"
  case weightDecay = "weightDecay is -1.0"
  case momentum = "momentum is -0.5"
  case decay = "decay is 1.5"
  case momentumOfRMSProp = "momentum is inf"
  case epsilonOfRMSProp = "epsilon is -1.0"
  case infiniteEpsilonOfRMSProp = "epsilon is inf"
  case globalNorm = "clipping is globalNorm(0.0)"
  case value = "clipping is value(inf)"

  /// Makes a rule or an optimizer with the constant.
  func use() {
    switch self {
    case .firstDecay: _ = Adam(firstDecay: 1)
    case .secondDecay: _ = AdamW(secondDecay: -0.1)
    case .epsilon: _ = Adam(epsilon: .nan)
    case .zeroEpsilon: _ = AdamW(epsilon: 0)
    case .weightDecay: _ = AdamW(weightDecay: -1)
    case .momentum: _ = SGD(momentum: -0.5)
    case .decay: _ = RMSProp(decay: 1.5)
    case .momentumOfRMSProp: _ = RMSProp(momentum: .infinity)
    case .epsilonOfRMSProp: _ = RMSProp(epsilon: -1)
    case .infiniteEpsilonOfRMSProp: _ = RMSProp(epsilon: .infinity)
    case .globalNorm: _ = Optimizer([], clipping: .globalNorm(0))
    case .value: _ = Optimizer([], clipping: .value(.infinity))
    }
  }
}
