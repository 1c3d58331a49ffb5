import Distributions
import Tensors
import TestSupport
import Testing

@Suite struct FusedNormalTests {
  /// Rounding the parts separately would make a few slightly negative.
  @Test func equalDistributionsHaveADivergenceOfZero() {
    let stddevs = Tensor((1...1000).map { Scalar($0) / 64 }, shape: [1000])
    let normal = Normal(mean: stddevs, stddev: stddevs)
    #expect(normal.klDivergence(to: normal).scalars.allSatisfy { $0 == 0 })
  }

  @Test(arguments: FusedOperation.allCases)
  func momentsOnTwoTapesAreRefused(operation: FusedOperation) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [operation] in
      operation.join(Tape().variable(1), Tape().variable(2))
    }
    #expect(message(of: result).contains("the operands of an operation are on two different tapes"))
  }
}

/// The fused operations of a normal distribution, by name, for a separate process.
enum FusedOperation: String, CaseIterable, Codable, Sendable {
  case draw, divergence, density

  /// Applies the operation to two operands.
  func join(_ a: Tensor, _ b: Tensor) {
    switch self {
    case .draw: _ = Normal(mean: a, stddev: b).shifted(by: 0)
    case .divergence: _ = Normal(mean: a, stddev: 1).klDivergence(to: Normal(mean: 0, stddev: b))
    case .density: _ = Normal(mean: a, stddev: 1).logProbability(of: b)
    }
  }
}
