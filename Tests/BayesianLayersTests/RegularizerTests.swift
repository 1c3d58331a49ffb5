import Base
import BayesianLayers
import Distributions
import Layers
import RealModule
import Tensors
import TestSupport
import Testing

@Suite struct RegularizerTests {
  private func weight(
    _ regularizer: Regularizer, _ initializer: Initializer = .trainableNormal(stddev: 0.2)
  ) -> Weight {
    var generator = SeededGenerator(seed: 4)
    return Weight(
      shape: [4, 3], initializer: initializer, regularizer: regularizer, using: &generator)
  }

  private func loss(of weight: Weight, seed: UInt64 = 0) -> Double {
    var pass = ForwardPass.training(using: SeededGenerator(seed: seed))
    _ = weight(in: &pass)
    return Double(pass.regularization.scalar)
  }

  @Test func closedFormsEqualMonteCarlo() {
    for (closed, prior) in [
      (Regularizer.normalKLDivergence(mean: 0.3, stddev: 0.7), (Scalar(0.3), Scalar(0.7))),
      (.trainableNormalKLDivergence(mean: 0.1, stddev: 0.4), (0.1, 0.4)),
      (.normalKLDivergence(), (0, 1)),
    ] {
      let estimated = weight(
        .monteCarloKLDivergence { _ in Normal(mean: Tensor(prior.0), stddev: Tensor(prior.1)) })
      let (mean, error) = average { loss(of: estimated, seed: $0) }
      #expect(abs(mean - loss(of: weight(closed))) < 4 * error)
    }
    let positive = Initializer.trainableLogNormal(logStddev: 0.4)
    let estimated = weight(
      .monteCarloKLDivergence { _ in LogNormal(logMean: 0.2, logStddev: 1.1) }, positive)
    let (mean, error) = average { loss(of: estimated, seed: $0) }
    let closed = weight(.logNormalKLDivergence(logMean: 0.2, logStddev: 1.1), positive)
    #expect(abs(mean - loss(of: closed)) < 4 * error)
  }

  private func average(_ value: (UInt64) -> Double) -> (mean: Double, error: Double) {
    let values = (0..<4_000).map { value(UInt64($0)) }
    return (mean(values), (variance(values) / 4_000).squareRoot())
  }

  @Test func monteCarloDivergenceUsesTheDrawOfTheLayer() {
    let weight = weight(.monteCarloKLDivergence { _ in Normal(mean: 0, stddev: 1) })
    var pass = ForwardPass.training(using: SeededGenerator(seed: 3))
    let draw = weight(in: &pass).detached
    let (mean, stddev) = (weight.parameters[0].parameter.value, Scalar(0.2))
    let own = Normal(mean: mean, stddev: Tensor(stddev)).logProbability(of: draw).sum().scalar
    let prior = Normal(mean: 0, stddev: 1).logProbability(of: draw).sum().scalar
    #expect(abs(pass.regularization.scalar - (own - prior)) < 1e-3)
  }

  @Test func aTiedMeanLeavesTheMeansAlone() {
    let weight = weight(.normalKLDivergenceWithTiedMean(stddev: 0.1))
    let expected = 12 * (Double.log(0.1 / 0.2) + 0.04 / 0.02 - 0.5)
    #expect(abs(loss(of: weight) - expected) < 1e-3)
    var pass = ForwardPass.training(using: SeededGenerator(seed: 0))
    _ = weight.distribution(in: &pass)
    let divergence = pass.regularization
    let gradients = pass.gradients(of: divergence, for: weight.parameters)
    #expect(gradients[0].scalars.allSatisfy { $0 == 0 })
    #expect(gradients[1].scalars.allSatisfy { $0 > 0 })
  }

  /// The integral of the KL over the approximated range, by the exact expectation it stands for.
  @Test func logUniformDivergenceFallsAsTheNoiseGrowsAndIsNeverNegative() {
    var last = Double.infinity
    for stddev in [Scalar(0.001), 0.01, 0.1, 0.3, 1, 3] {
      let cost = loss(
        of: weight(
          .logUniformKLDivergence(),
          .trainableNormal(mean: .constant(0.5), stddev: .each(stddev))))
      #expect(cost >= 0 && cost < last, "stddev \(stddev): \(cost) after \(last)")
      last = cost
    }
    // Against numerical integration: KL(α) − KL(α₀) with −KL = log α / 2 − E log|ε|, ε ~ N(1, α).
    func exact(_ alpha: Double) -> Double {
      let (count, root) = (200_000, alpha.squareRoot())
      let width: Double = 16 / Double(count)
      let terms = (0..<count).map { index -> Double in
        let z: Double = -8 + width * (Double(index) + 0.5)
        let density: Double = .exp(-z * z / 2) / (2 * Double.pi).squareRoot()
        let distance: Double = 1 + root * z
        return width * density * Double.log(distance.magnitude)
      }
      return total(terms) - 0.5 * Double.log(alpha)
    }
    func cost(_ alpha: Double) -> Double {
      loss(
        of: weight(
          .logUniformKLDivergence(),
          .trainableNormal(
            mean: .constant(0.5), stddev: .each(Scalar(0.5 * alpha.squareRoot()))))) / 12
    }
    for alpha in [0.05, 0.3, 3, 20] {
      #expect(abs((cost(alpha) - cost(1)) - (exact(alpha) - exact(1))) < 0.02)
    }
  }

  /// A mean that elements share counts for each of them.
  @Test func theEmpiricalPriorCountsEveryElement() {
    struct Zero: ExplicitPosterior {
      let mean: Tensor

      func distribution(in pass: inout ForwardPass) -> any Distribution {
        Normal(mean: mean, stddev: Tensor(repeating: 0.1, shape: [4, 3]))
      }
    }
    let costs = [[], [4, 3]].map { (shape: [Int]) in
      loss(
        of: weight(
          .empiricalBayesNormalKLDivergence(),
          Initializer { _, _ in Zero(mean: Tensor(repeating: 0, shape: shape)) }))
    }
    #expect(abs(costs[0] - costs[1]) < 1e-4)
  }

  @Test func theEmpiricalPriorIsTheBestOne() {
    let weight = weight(.empiricalBayesNormalKLDivergence())
    let cost = loss(of: weight)
    // The same loss with other variances of the prior is larger.
    var pass = ForwardPass.inference(using: SeededGenerator(seed: 0))
    guard let posterior = weight.distribution(in: &pass) as? Normal else {
      Issue.record("the weight is not normal")
      return
    }
    func lossOfPrior(_ variance: Scalar) -> Double {
      let prior = Normal(mean: 0, stddev: Tensor(variance.squareRoot()))
      let (a, b) = (Scalar(2.01), Scalar(0.101))
      let density = a * .log(b) - .logGamma(a) - (a + 1) * .log(variance) - b / variance
      return Double(posterior.klDivergence(to: prior).sum().scalar - density)
    }
    let squares = (square(posterior.mean) + square(posterior.stddev)).sum().scalar
    let best = (squares + 0.202) / (12 + 4.02 + 2)
    #expect(abs(lossOfPrior(best) - cost) < 1e-3)
    #expect(lossOfPrior(best * 1.2) > cost && lossOfPrior(best / 1.2) > cost)
  }

  @Test(arguments: [
    ("tied", Regularizer.normalKLDivergenceWithTiedMean(stddev: 0.4, scale: 0.5)),
    ("trainable", .trainableNormalKLDivergence()), ("logUniform", .logUniformKLDivergence()),
    ("empirical", .empiricalBayesNormalKLDivergence()), ("l2", .l2(0.3)),
    ("monteCarlo", .monteCarloKLDivergence { _ in Normal(mean: 0.5, stddev: 2) }),
  ])
  func gradientsMatchDifferences(name: String, regularizer: Regularizer) {
    for stddev in [InitialStddev.each(0.2), .shared(0.3), .fixed(0.1)] {
      let weight = weight(regularizer, .trainableNormal(stddev: stddev))
      expectGradientsMatchDifferences(weight.parameters) { pass in
        let draw = weight(in: &pass)
        return (draw * draw).sum() + pass.regularization
      }
    }
  }

  @Test func aPenaltyRefusesAWeightOfAnotherKind() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = SeededGenerator(seed: 4)
      let layer = DenseReparameterization(
        2, 3, kernelInitializer: .glorotUniform, using: &generator)
      var pass = ForwardPass.training(using: generator)
      _ = layer(Tensor([1, 2], shape: [1, 2]), in: &pass)
      _ = pass.regularization
    }
    #expect(
      message(of: result).contains(
        "needs a Normal distribution, but the weight has a Deterministic"))
  }
}
