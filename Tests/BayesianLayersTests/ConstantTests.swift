import BayesianLayers
import Layers
import Tensors
import TestSupport
import Testing

@Suite struct ConstantTests {
  @Test(arguments: WrongConstant.allCases)
  func constantsThatMeanNothingAreRefused(constant: WrongConstant) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [constant] in
      constant.use()
    }
    #expect(message(of: result).contains("\(constant.rawValue), but has to be positive and finite"))
  }
}

/// Constants that no distribution can have, by what is said of them, each for a separate process.
enum WrongConstant: String, CaseIterable, Codable, Sendable {
  case eachStddev = "stddev is -1.0"
  case sharedStddev = "stddev is inf"
  case fixedStddev = "stddev is 0.0"
  case logStddev = "logStddev is 0.0"
  case priorStddev = "stddev is -0.5"
  case tiedStddev = "stddev is nan"
  case trainableStddev = "stddev is -2.0"
  case priorLogStddev = "logStddev is -1.0"
  case alpha = "alpha is -3.0"
  case beta = "beta is 0.0"

  /// Makes a distribution or a regularizer with the constant.
  func use() {
    switch self {
    case .eachStddev: _ = TrainableNormal(mean: 0, stddev: .each(-1))
    case .sharedStddev: _ = TrainableNormal(mean: 0, stddev: .shared(.infinity))
    case .fixedStddev: _ = TrainableNormal(mean: 0, stddev: .fixed(0))
    case .logStddev: _ = TrainableLogNormal(logMean: 0, logStddev: 0)
    case .priorStddev: _ = Regularizer.normalKLDivergence(stddev: -0.5)
    case .tiedStddev: _ = Regularizer.normalKLDivergenceWithTiedMean(stddev: .nan)
    case .trainableStddev: _ = Regularizer.trainableNormalKLDivergence(stddev: -2)
    case .priorLogStddev: _ = Regularizer.logNormalKLDivergence(logStddev: -1)
    case .alpha: _ = Regularizer.empiricalBayesNormalKLDivergence(alpha: -3)
    case .beta: _ = Regularizer.empiricalBayesNormalKLDivergence(beta: 0)
    }
  }
}
