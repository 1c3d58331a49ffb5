import Base
import Distributions
import Tensors
import TestSupport
import Testing

private func vector(_ scalars: Scalar...) -> Tensor { Tensor(scalars, shape: [scalars.count]) }

private var logits: Tensor { Tensor([0.3, -1, 2, 0.5, 1.5, -0.4, 0.1, -2], shape: [2, 4]) }
private var otherLogits: Tensor { Tensor([-0.3, 0.5, 1, 0, 0.2, 0.9, -1.1, 0.4], shape: [2, 4]) }
private var normal: Normal { Normal(mean: vector(0.5, -1, 3), stddev: vector(0.4, 2, 1)) }
private var otherNormal: Normal { Normal(mean: vector(0, -2, 2.5), stddev: vector(1, 1.5, 3)) }
private var factor: Tensor { Tensor([1.2, 0, 0, -0.5, 0.7, 0, 0.3, 0.4, 1.5], shape: [3, 3]) }
private var otherFactor: Tensor { Tensor([0.8, 0, 0, 0.2, 1.1, 0, -0.6, 0.1, 1], shape: [3, 3]) }

@Suite struct DistributionTests {
  @Test func samplesHaveTheStatedMoments() {
    expectSamplesAgree(with: normal)
    expectSamplesAgree(with: Normal(mean: vector(1, -1), stddev: 0.3))
    expectSamplesAgree(with: LogNormal(logMean: vector(0.2, -0.5), logStddev: vector(0.3, 0.6)))
    expectSamplesAgree(with: Uniform(lower: vector(-1, 2), upper: vector(0.5, 7)))
    expectSamplesAgree(with: Bernoulli(logits: vector(-2, 0, 1.5)))
    expectSamplesAgree(with: Categorical(logits: logits))
    expectSamplesAgree(with: OneHotCategorical(logits: logits))
    expectSamplesAgree(with: Deterministic(vector(3, -1)), drawCount: 10)
    expectSamplesAgree(with: Independent(normal))
    let means = Tensor([0.5, -1, 3, 0, 1, 2], shape: [2, 3])
    expectSamplesAgree(with: MultivariateNormal(mean: means, choleskyFactor: factor))
    expectSamplesAgree(
      with: MultivariateNormal(mean: means, choleskyFactor: stacked([factor, otherFactor])))
  }

  @Test func closedFormDivergencesEqualTheirEstimates() {
    expectDivergenceAgrees(from: normal, to: otherNormal)
    expectDivergenceAgrees(from: normal, to: Normal(mean: 0.2, stddev: 1.3))
    expectDivergenceAgrees(from: normal, to: Normal(mean: vector(0, 1, 2), stddev: 1.3))
    expectDivergenceAgrees(from: Independent(normal), to: Independent(otherNormal))
    expectDivergenceAgrees(
      from: LogNormal(logMean: vector(0.2, -0.5), logStddev: vector(0.3, 0.6)),
      to: LogNormal(logMean: vector(0, 0.1), logStddev: vector(1, 0.5)))
    expectDivergenceAgrees(
      from: Uniform(lower: vector(0, 1), upper: vector(1, 2)),
      to: Uniform(lower: vector(-1, 0), upper: vector(1, 4)))
    expectDivergenceAgrees(
      from: Bernoulli(logits: vector(-2, 0.4)), to: Bernoulli(logits: vector(1, -0.1)))
    expectDivergenceAgrees(
      from: Categorical(logits: logits), to: Categorical(logits: otherLogits))
    expectDivergenceAgrees(
      from: OneHotCategorical(logits: logits), to: OneHotCategorical(logits: otherLogits))
    let means = Tensor([0.5, -1, 3, 0, 1, 2], shape: [2, 3])
    let p = MultivariateNormal(mean: means, choleskyFactor: factor)
    expectDivergenceAgrees(
      from: p, to: MultivariateNormal(mean: -means, choleskyFactor: otherFactor))
    expectDivergenceAgrees(
      from: MultivariateNormal(mean: means, choleskyFactor: stacked([factor, otherFactor])),
      to: MultivariateNormal(mean: -means, choleskyFactor: stacked([otherFactor, factor])))
  }

  @Test func densitiesIntegrateToOne() {
    expectDensityIntegratesToOne(Normal(mean: 0.5, stddev: 0.7), from: -6, to: 7)
    expectDensityIntegratesToOne(LogNormal(logMean: -0.2, logStddev: 0.5), from: 1e-4, to: 20)
    expectDensityIntegratesToOne(Uniform(lower: -1, upper: 2), from: -2, to: 3)
  }

  @Test func probabilitiesSumToOne() {
    let category = Categorical(logits: logits)
    let total = (0..<4).reduce(Tensor(0)) { total, index in
      total + exp(category.logProbability(of: vector(Scalar(index), Scalar(index))))
    }
    #expect(total.scalars.allSatisfy { abs($0 - 1) < 1e-5 })
    let bernoulli = Bernoulli(logits: vector(-3, 40))
    let sum = exp(bernoulli.logProbability(of: 0)) + exp(bernoulli.logProbability(of: 1))
    #expect(sum.scalars.allSatisfy { abs($0 - 1) < 1e-5 })
  }

  @Test func extremeLogitsStayFinite() {
    let bernoulli = Bernoulli(logits: vector(-1000, 1000))
    #expect(bernoulli.logProbability(of: vector(0, 1)).scalars == [0, 0])
    #expect(bernoulli.logProbability(of: vector(1, 0)).scalars == [-1000, -1000])
    #expect(bernoulli.entropy.scalars.allSatisfy { abs($0) < 1e-5 })
    let category = Categorical(logits: Tensor([0, 1000, -1000], shape: [1, 3]))
    #expect(category.logProbability(of: vector(0)).scalars == [-1000])
    #expect(category.entropy.scalars.allSatisfy { abs($0) < 1e-5 })
  }

  /// Among 2²⁶ uniform numbers, some are zero, and some the largest below one.
  @Test(arguments: [-30, 30])
  func whatIsHardlyPossibleIsNotDrawn(logit: Scalar) {
    let bernoulli = Bernoulli(logits: Tensor(repeating: logit, shape: [1 << 22]))
    let expected = Tensor(repeating: logit > 0 ? 1 : 0, shape: [1 << 22])
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<16 {
      #expect((bernoulli.sample(using: &generator) - expected).sumOfSquares == 0)
    }
  }

  @Test func aDensityHasTheShapeOfADraw() {
    for shape in [[], [1], [1, 1]] {
      let normal = Normal(mean: vector(1, 2, 3), stddev: Tensor(repeating: 2, shape: shape))
      var generator = SeededGenerator(seed: 1)
      let draw = normal.sample(using: &generator)
      #expect(normal.logProbability(of: vector(1, 2, 3)).shape == draw.shape)
    }
  }

  @Test func multivariateNormalOfDiagonalFactorIsTheNormal() {
    let stddev = vector(0.4, 2, 1)
    let joint = MultivariateNormal(
      mean: normal.mean, choleskyFactor: stddev * Tensor(identity: 3))
    let value = vector(0.1, 0.2, 0.3)
    let expected = Independent(normal).logProbability(of: value).scalar
    #expect(abs(joint.logProbability(of: value).scalar - expected) < 1e-4)
    #expect(abs(joint.entropy.scalar - Independent(normal).entropy.scalar) < 1e-4)
  }

  @Test func multivariateNormalTakesACovariance() throws {
    let covariance = matmul(factor, factor, transposingB: true)
    let joint = try MultivariateNormal(mean: vector(0, 0, 0), covariance: covariance)
    for (found, expected) in zip(joint.choleskyFactor.scalars, factor.scalars) {
      #expect(abs(found - expected) < 1e-5)
    }
    #expect(throws: LinearAlgebraError.self) {
      try MultivariateNormal(mean: vector(0, 0, 0), covariance: -covariance)
    }
  }

  @Test func vectorsWithoutComponentsAreRefused() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let nothing = Tensor(repeating: 0, shape: [0])
      _ = MultivariateNormal(mean: nothing, choleskyFactor: nothing.reshaped([0, 0]))
    }
    #expect(
      message(of: result).contains("means of shape [0] and a factor of shape [0, 0] do not fit"))
  }

  @Test func pointsHaveNoOtherValues() {
    let point = Deterministic(vector(1, 2))
    #expect(point.logProbability(of: vector(1, 3)).scalars == [0, -.infinity])
    #expect(point.klDivergence(to: Deterministic(vector(0, 2))).scalars == [.infinity, 0])
  }

  @Test func intervalsOutsideTheOtherDivergeWithoutBound() {
    let (inner, outer) = (Uniform(lower: 0, upper: 1), Uniform(lower: 0.5, upper: 3))
    #expect(inner.klDivergence(to: outer).scalars == [.infinity])
    #expect(outer.logProbability(of: 0).scalars == [-.infinity])
  }

  @Test func oneHotSamplesAreOneHotAndPassGradientsToTheProbabilities() throws {
    var generator = SeededGenerator(seed: 3)
    let tape = Tape()
    let variable = tape.variable(logits)
    let distribution = OneHotCategorical(logits: variable)
    let draw = distribution.sample(using: &generator)
    #expect(draw.scalars.allSatisfy { $0 == 0 || $0 == 1 })
    #expect(draw.sum(axis: -1).scalars == [1, 1])
    let weights = Tensor(standardNormal: [2, 4], using: &generator)
    let found = try #require(tape.gradients(of: (draw * weights).sum())[variable])
    let other = Tape()
    let plain = other.variable(logits)
    let expected = try #require(
      other.gradients(of: (plain.softmax(axis: -1) * weights).sum())[plain])
    #expect(found.scalars == expected.scalars)
  }
}

@Suite struct DistributionGradientTests {
  private let value = vector(0.2, -0.7, 1.9)

  private func sampled(_ distribution: some Distribution) -> Tensor {
    var generator = SeededGenerator(seed: 5)
    return distribution.sample(using: &generator)
  }

  @Test func normalGradientsMatchDifferences() {
    let moments = [normal.mean, normal.stddev]
    let others = [otherNormal.mean, otherNormal.stddev]
    expectGradientsMatchDifferences(at: moments) { sampled(Normal(mean: $0[0], stddev: $0[1])) }
    expectGradientsMatchDifferences(at: [value] + moments) {
      Normal(mean: $0[1], stddev: $0[2]).logProbability(of: $0[0])
    }
    expectGradientsMatchDifferences(at: [value, normal.mean]) {
      Normal(mean: $0[1], stddev: 0.6).logProbability(of: $0[0])
    }
    expectGradientsMatchDifferences(at: moments + others) {
      Normal(mean: $0[0], stddev: $0[1]).klDivergence(to: Normal(mean: $0[2], stddev: $0[3]))
    }
    // One prior for all elements, whose gradients are sums.
    expectGradientsMatchDifferences(at: moments + [Tensor(0.3), Tensor(1.4)]) {
      Normal(mean: $0[0], stddev: $0[1]).klDivergence(to: Normal(mean: $0[2], stddev: $0[3]))
    }
    // Shapes that the fused operation does not take.
    expectGradientsMatchDifferences(at: [normal.mean, Tensor(0.7)] + others) {
      Normal(mean: $0[0], stddev: $0[1]).klDivergence(to: Normal(mean: $0[2], stddev: $0[3]))
    }
    expectGradientsMatchDifferences(at: [normal.stddev]) {
      Normal(mean: 0, stddev: $0[0]).entropy
    }
  }

  @Test func fusedDivergenceEqualsItsComposition() {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<500 {
      let lengths = [0, 1, 3, 7, 8, 13, 33]
      let shape = (0..<2).map { _ in lengths[generator.nextInteger(below: lengths.count)] }
      let positive = { exp(Tensor(standardNormal: shape, using: &generator)) }
      let (s, q) = (positive(), positive())
      let m = Tensor(standardNormal: shape, using: &generator)
      let p = Tensor(standardNormal: shape, using: &generator)
      let fused = Normal(mean: m, stddev: s).klDivergence(to: Normal(mean: p, stddev: q))
      let plain = log(q / s) + (s * s + (m - p) * (m - p)) / (2 * q * q) - 0.5
      let scale = max(1, plain.scalars.map(\.magnitude).max() ?? 0)
      let areEqual = zip(fused.scalars, plain.scalars).allSatisfy { a, b in
        abs(a - b) <= 1e-5 * scale
      }
      #expect(fused.shape == plain.shape && areEqual, "of shape \(shape)")
    }
  }

  @Test func otherGradientsMatchDifferences() {
    let (mean, stddev) = (normal.mean, normal.stddev)
    expectGradientsMatchDifferences(at: [abs(value), mean, stddev]) {
      LogNormal(logMean: $0[1], logStddev: $0[2]).logProbability(of: $0[0])
    }
    expectGradientsMatchDifferences(at: [mean, stddev]) {
      sampled(LogNormal(logMean: $0[0], logStddev: $0[1]))
    }
    expectGradientsMatchDifferences(at: [mean, mean + stddev]) {
      sampled(Uniform(lower: $0[0], upper: $0[1]))
    }
    expectGradientsMatchDifferences(at: [logits, otherLogits]) {
      Bernoulli(logits: $0[0]).klDivergence(to: Bernoulli(logits: $0[1]))
    }
    expectGradientsMatchDifferences(at: [logits]) {
      Bernoulli(logits: $0[0]).logProbability(of: 1) + Bernoulli(logits: $0[0]).entropy
    }
    expectGradientsMatchDifferences(at: [logits, otherLogits]) {
      Categorical(logits: $0[0]).klDivergence(to: Categorical(logits: $0[1]))
    }
    expectGradientsMatchDifferences(at: [logits]) {
      Categorical(logits: $0[0]).logProbability(of: vector(1, 3))
        + Categorical(logits: $0[0]).entropy
    }
  }

  @Test func multivariateGradientsMatchDifferences() {
    let means = Tensor([0.5, -1, 3, 0, 1, 2], shape: [2, 3])
    let values = Tensor([0.1, 0.2, -0.3, 1, -1, 0.4], shape: [2, 3])
    // Only the lower triangle is free.
    let triangle = Tensor([1, 0, 0, 1, 1, 0, 1, 1, 1], shape: [3, 3])
    for (p, q) in [
      (factor, otherFactor), (stacked([factor, factor]), stacked([factor, otherFactor])),
    ] {
      expectGradientsMatchDifferences(at: [values, means, p]) {
        MultivariateNormal(mean: $0[1], choleskyFactor: $0[2] * triangle)
          .logProbability(of: $0[0])
      }
      expectGradientsMatchDifferences(at: [means, p, values, q]) {
        MultivariateNormal(mean: $0[0], choleskyFactor: $0[1] * triangle)
          .klDivergence(
            to: MultivariateNormal(mean: $0[2], choleskyFactor: $0[3] * triangle))
      }
      expectGradientsMatchDifferences(at: [means, p]) {
        sampled(MultivariateNormal(mean: $0[0], choleskyFactor: $0[1] * triangle))
      }
    }
  }
}
