import Base
import BayesianLayers
import Layers
import Tensors
import TestSupport
import Testing

@Suite struct BayesianLayerTests {
  @Test(arguments: BayesianLayer.allCases)
  func gradientsMatchDifferences(layer: BayesianLayer) {
    let model = layer.make()
    // Biases start at zero, which would hide errors in their gradients, so all parameters are moved
    // a little.
    var generator = SeededGenerator(seed: 6)
    for (_, parameter) in model.module.parameters {
      let noise = Tensor(standardNormal: parameter.value.shape, using: &generator)
      parameter.value = parameter.value + 0.1 * noise
    }
    expectGradientsMatchDifferences(model.parameters) { model.loss(in: &$0) }
  }

  @Test(arguments: BayesianLayer.allCases)
  func aLayerOfPointsIsItsDeterministicTwinExactly(layer: BayesianLayer) {
    let (bayesian, deterministic) = (layer.make(.point), layer.makeTwin())
    var (first, second) = (
      ForwardPass.training(using: SeededGenerator(seed: 1)),
      ForwardPass.training(using: SeededGenerator(seed: 1))
    )
    #expect(bayesian(in: &first).scalars == deterministic(in: &second).scalars)
    #expect(first.regularization.scalar == 0)
    #expect(
      bayesian.module.parameters.map(\.path) == deterministic.module.parameters.map(\.path))
  }

  @Test(arguments: BayesianLayer.allCases)
  func theDivergenceCountsOnceAPass(layer: BayesianLayer) {
    let model = layer.make()
    var once = ForwardPass.training(using: SeededGenerator(seed: 1))
    _ = model(in: &once)
    let cost = once.regularization.scalar
    var often = ForwardPass.training(using: SeededGenerator(seed: 2))
    for _ in 0..<5 { _ = model(in: &often) }
    #expect(cost > 0 && often.regularization.scalar == cost)
    _ = model(in: &often)
    #expect(often.regularization.scalar == cost)
  }

  @Test(arguments: BayesianLayer.allCases)
  func passesDifferAndMeanWeightsDoNot(layer: BayesianLayer) {
    let model = layer.make()
    func output(_ weights: ForwardPass.Weights, seed: UInt64) -> [Scalar] {
      var pass = ForwardPass.inference(weights: weights, using: SeededGenerator(seed: seed))
      return model(in: &pass).scalars
    }
    #expect(output(.sampled, seed: 1) != output(.sampled, seed: 2))
    #expect(output(.sampled, seed: 1) == output(.sampled, seed: 1))
    #expect(output(.mean, seed: 1) == output(.mean, seed: 2))
  }

  @Test func pathsNameTheParametersOfDistributions() {
    func paths(_ layer: BayesianLayer) -> [String] { layer.make().module.parameters.map(\.path) }
    #expect(paths(.denseFlipout) == ["kernel.mean", "kernel.unconstrainedStddev", "bias"])
    #expect(
      paths(.gruReparameterization) == [
        "inputKernel.mean", "inputKernel.unconstrainedStddev", "recurrentKernel.mean",
        "recurrentKernel.unconstrainedStddev", "inputBias", "recurrentBias",
      ])
    #expect(
      paths(.lstmFlipout) == [
        "inputKernel.mean", "inputKernel.unconstrainedStddev", "recurrentKernel.mean",
        "recurrentKernel.unconstrainedStddev", "bias",
      ])
    var generator = SeededGenerator(seed: 1)
    let layer = DenseReparameterization(
      2, 3, kernelInitializer: .trainableNormal(stddev: .fixed(0.1)),
      kernelRegularizer: .trainableNormalKLDivergence(), using: &generator)
    #expect(
      Sequential(layer).parameters.map(\.path)
        == ["0.kernel.mean", "0.kernel.prior.unconstrainedStddev", "0.bias"])
  }

  @Test func anEstimatorMakesEachKindOfLayer() {
    for estimator in Estimator.allCases {
      var generator = SeededGenerator(seed: 1)
      let dense = estimator.dense(3, 4, activation: .elu, using: &generator)
      let cell = estimator.gruCell(4, 5, using: &generator)
      var pass = ForwardPass.training(using: generator)
      let features = dense(Tensor(repeating: 1, shape: [2, 3]), in: &pass)
      let state = cell(features, state: cell.initialState(batchSize: 2), in: &pass)
      let image = Tensor(repeating: 1, shape: [2, 6, 5, 3])
      let convolution = estimator.conv2D(3, 2, kernelSize: (2, 3), using: &generator)
      #expect(convolution(image, in: &pass).shape == [2, 5, 3, 2])
      #expect(state.shape == [2, 5] && (pass.regularization.scalar > 0) == estimator.isBayesian)
    }
  }

  @Test func gradientsOfMonteCarloDropoutMatchDifferences() {
    var generator = SeededGenerator(seed: 8)
    let model = Model(
      MonteCarloDropout(0.4), input: Tensor(standardNormal: [5, 7], using: &generator))
    expectGradientsMatchDifferences(model.parameters) { model.loss(in: &$0) }
  }

  @Test func monteCarloDropoutKeepsItsMaskAndStaysOnInInference() {
    let (layer, input) = (MonteCarloDropout(0.4), Tensor(repeating: 1, shape: [50, 20]))
    var pass = ForwardPass.inference(weights: .sampled, using: SeededGenerator(seed: 1))
    let output = layer(input, in: &pass).scalars
    #expect(layer(input, in: &pass).scalars == output)
    // Four standard deviations of a binomial count.
    #expect(abs(output.count(where: { $0 == 0 }) - 400) < 4 * 16)
    var mean = ForwardPass.inference(using: SeededGenerator(seed: 1))
    #expect(layer(input, in: &mean).scalars == input.scalars)
  }

  /// The variance is α μ², which is σ² unless log α is beyond ±8, and e^±8 μ² where it is.
  @Test(arguments: [
    (Scalar(0.5), Scalar(0.3), 0.09), (Scalar(0.01), Scalar(1), 0.298_095_8),
    (Scalar(1), Scalar(0.001), 3.354_626e-4),
  ])
  func variationalDropoutDrawsOutputsOfItsNoiseRatio(
    mean: Scalar, stddev: Scalar, expected: Double
  ) {
    var generator = SeededGenerator(seed: 3)
    let layer = DenseVariationalDropout(
      1, 1, kernelInitializer: .trainableNormal(mean: .constant(mean), stddev: .each(stddev)),
      using: &generator)
    let count = 20_000
    var pass = ForwardPass.training(using: generator)
    let outputs = layer(Tensor(repeating: 2, shape: [count, 1]), in: &pass).scalars
      .map { Double($0) }
    // The squared input times the variance, whose relative standard error is √(2 / count).
    let ratio: Double = variance(outputs) / (4 * expected)
    #expect(abs(ratio - 1) < 4 * (2 / Double(count)).squareRoot())
    let error: Double = TestSupport.mean(outputs) - 2 * Double(mean)
    let deviation: Double = (4 * expected / Double(count)).squareRoot()
    #expect(abs(error) < 4 * deviation)
  }

  @Test func variationalDropoutDrawsWeightsOutsideOfTraining() {
    let model = BayesianLayer.denseVariationalDropout.make()
    var generator = SeededGenerator(seed: 3)
    let reparameterized = DenseReparameterization(
      3, 4, activation: .tanh, kernelInitializer: .trainableNormal(stddev: 0.3),
      using: &generator)
    var (first, second) = (
      ForwardPass.inference(weights: .sampled, using: SeededGenerator(seed: 5)),
      ForwardPass.inference(weights: .sampled, using: SeededGenerator(seed: 5))
    )
    #expect(
      model(in: &first).scalars == reparameterized(model.input.value, in: &second).scalars)
  }
}
