import Base
import Distributions
import Tensors
import Testing

/// The mean and the spread of each element of many tensors.
struct Estimates {
  private(set) var count = 0
  private var sums: [Double] = []
  private var squares: [Double] = []

  mutating func add(_ tensor: Tensor) {
    let scalars = tensor.scalars.map { Double($0) }
    if sums.isEmpty { (sums, squares) = (scalars.map { _ in 0 }, scalars.map { _ in 0 }) }
    for (index, scalar) in scalars.enumerated() {
      sums[index] += scalar
      squares[index] += scalar * scalar
    }
    count += 1
  }

  var means: [Double] { sums.map { $0 / Double(count) } }

  var standardErrors: [Double] {
    zip(means, squares).map { mean, square in
      (max(square / Double(count) - mean * mean, 0) / Double(count)).squareRoot()
    }
  }

  /// Expects each mean to be within four standard errors of what it should be.
  func expectMeans(
    _ expected: Tensor, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(expected.count == sums.count, sourceLocation: sourceLocation)
    guard expected.count == sums.count else { return }
    for (index, error) in standardErrors.enumerated() {
      // A little for rounding, where nothing is random.
      let tolerance = 4 * error + 1e-5 * max(1, abs(means[index]))
      #expect(
        abs(means[index] - Double(expected.scalars[index])) <= tolerance,
        "\(what) \(index): \(means[index]) ± \(error), expected \(expected.scalars[index])",
        sourceLocation: sourceLocation)
    }
  }
}

/// Expects samples to have the moments and the entropy that a distribution states.
func expectSamplesAgree(
  with distribution: some Distribution, drawCount: Int = 20_000,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  var generator = SeededGenerator(seed: 11)
  var (values, deviations, surprises) = (Estimates(), Estimates(), Estimates())
  let mean = distribution.mean
  for _ in 0..<drawCount {
    let value = distribution.sample(using: &generator)
    values.add(value)
    deviations.add(square(value - mean))
    surprises.add(-distribution.logProbability(of: value))
  }
  values.expectMeans(mean, "mean", sourceLocation: sourceLocation)
  let variance = square(distribution.stddev).broadcast(to: mean.shape)
  deviations.expectMeans(variance, "variance", sourceLocation: sourceLocation)
  surprises.expectMeans(distribution.entropy, "entropy", sourceLocation: sourceLocation)
}

/// Expects the closed form of a divergence to be what draws say, and zero from oneself.
func expectDivergenceAgrees<Kind: ClosedFormDivergence>(
  from p: Kind, to q: Kind, sourceLocation: SourceLocation = #_sourceLocation
) {
  var generator = SeededGenerator(seed: 12)
  var estimates = Estimates()
  for _ in 0..<20_000 { estimates.add(p.monteCarloKLDivergence(to: q, using: &generator)) }
  let divergence = p.klDivergence(to: q)
  estimates.expectMeans(divergence, "divergence", sourceLocation: sourceLocation)
  #expect(divergence.scalars.allSatisfy { $0 > 0 }, sourceLocation: sourceLocation)
  #expect(
    p.klDivergence(to: p).scalars.allSatisfy { abs($0) < 1e-6 }, sourceLocation: sourceLocation)
}

/// Expects a density of one component to integrate to one, by the trapezoid rule.
func expectDensityIntegratesToOne(
  _ distribution: some Distribution, from start: Scalar, to end: Scalar,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let step = (end - start) / 20_000
  let grid = Tensor((0..<20_000).map { start + (Scalar($0) + 0.5) * step }, shape: [20_000])
  let total =
    exp(distribution.logProbability(of: grid)).scalars
    .reduce(0) { $0 + Double($1) } * Double(step)
  #expect(abs(total - 1) < 1e-3, sourceLocation: sourceLocation)
}
