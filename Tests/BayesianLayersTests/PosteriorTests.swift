import Base
import BayesianLayers
import Distributions
import Layers
import RealModule
import Tensors
import TestSupport
import Testing

/// A weight whose rows share scales that are random themselves: w = scale ∘ value.
private struct HierarchicalPosterior: Posterior {
  let scale: Weight
  let value: Weight

  func sample(in pass: inout ForwardPass) -> Tensor { scale(in: &pass) * value(in: &pass) }
}

/// A weight that a network makes from noise: its density cannot be written down.
private struct ImplicitPosterior: Posterior {
  let network: Sequential
  let shape: [Int]

  func sample(in pass: inout ForwardPass) -> Tensor {
    let noise =
      pass.weights == .mean
      ? Tensor(repeating: 0, shape: [1, 3])
      : Tensor(standardNormal: [1, 3], using: &pass.generator)
    return network(noise, in: &pass).reshaped(shape)
  }
}

extension Initializer {
  fileprivate static let hierarchical = Initializer { shape, generator in
    HierarchicalPosterior(
      scale: Weight(
        shape: WeightShape([shape.lengths[0], 1]), initializer: .trainableLogNormal(),
        regularizer: .logNormalKLDivergence(), using: &generator),
      value: Weight(
        shape: shape, initializer: .trainableNormal(), regularizer: .normalKLDivergence(),
        using: &generator))
  }
}

extension Initializer {
  fileprivate static let implicit = Initializer { shape, generator in
    let count = shape.lengths.reduce(1, *)
    return ImplicitPosterior(
      network: Sequential(
        Dense(3, 5, activation: .tanh, using: &generator), Dense(5, count, using: &generator)),
      shape: shape.lengths)
  }
}

/// A weight all of whose elements have the same mean.
private struct SharedMeanPosterior: ExplicitPosterior {
  let stddev: Parameter

  func distribution(in pass: inout ForwardPass) -> any Distribution {
    Normal(mean: Tensor(0.25), stddev: pass.value(of: stddev))
  }
}

/// A weight whose distribution has fewer components than it has elements.
private struct RowPosterior: ExplicitPosterior {
  func distribution(in pass: inout ForwardPass) -> any Distribution {
    Normal(
      mean: Tensor(repeating: 0, shape: [1, 4]), stddev: Tensor(repeating: 1, shape: [1, 4]))
  }
}

/// A normal weight whose standard deviation is drawn from a distribution of its own.
private struct ScaledPosterior: ExplicitPosterior {
  let mean: Parameter
  let scale: Weight

  func distribution(in pass: inout ForwardPass) -> any Distribution {
    Normal(mean: pass.value(of: mean), stddev: scale(in: &pass))
  }
}

extension Initializer {
  fileprivate static let sharedMean = Initializer { shape, _ in
    SharedMeanPosterior(stddev: Parameter(Tensor(repeating: 0.1, shape: shape.lengths)))
  }

  fileprivate static let row = Initializer { _, _ in RowPosterior() }

  fileprivate static let scaled = Initializer { shape, generator in
    ScaledPosterior(
      mean: Parameter(Tensor(repeating: 1, shape: shape.lengths)),
      scale: Weight(
        shape: shape, initializer: .trainableLogNormal(), regularizer: .logNormalKLDivergence(),
        using: &generator))
  }
}

@Suite struct PosteriorTests {
  private let input = Tensor([1, -2, 0.5, 0.3, 1.5, -1], shape: [2, 3])

  private func layer(_ initializer: Initializer, _ regularizer: Regularizer? = nil) -> Dense {
    var generator = SeededGenerator(seed: 3)
    return Dense(
      3, 4, kernelInitializer: initializer, kernelRegularizer: regularizer, using: &generator)
  }

  private func expectGradientsMatchDifferences(_ layer: Dense) {
    TestSupport.expectGradientsMatchDifferences(layer.parameters) { pass in
      let output = layer(input, in: &pass)
      return (output * output + output).sum() + pass.regularization
    }
  }

  @Test func aHierarchicalPosteriorIsAnExtensionAway() {
    let layer = layer(.hierarchical)
    #expect(
      layer.parameters.map(\.path) == [
        "kernel.scale.logMean", "kernel.scale.unconstrainedLogStddev", "kernel.value.mean",
        "kernel.value.unconstrainedStddev", "bias",
      ])
    #expect(layer.weights.map(\.path) == ["kernel", "kernel.scale", "kernel.value", "bias"])
    expectGradientsMatchDifferences(layer)
    // Both of its weights are charged, once.
    var pass = ForwardPass.training(using: SeededGenerator(seed: 1))
    _ = layer(input, in: &pass)
    let expected = total(layer.weightStatistics.map(\.divergence))
    #expect(abs(Double(pass.regularization.scalar) - expected) < 1e-3)
    #expect(layer.weightStatistics.map(\.path) == ["kernel.scale", "kernel.value"])
    _ = layer(input, in: &pass)
    #expect(abs(Double(pass.regularization.scalar) - expected) < 1e-3)
  }

  /// A bias may be missing, so it is in an optional.
  @Test func weightsInsideAnOptionalWeightAreFound() {
    var generator = SeededGenerator(seed: 3)
    let layer = Dense(3, 4, biasInitializer: .hierarchical, using: &generator)
    #expect(layer.weights.map(\.path) == ["kernel", "bias", "bias.scale", "bias.value"])
    #expect(layer.weightStatistics.map(\.path) == ["bias.scale", "bias.value"])
  }

  /// Otherwise elements that share a component would be charged once.
  @Test(arguments: [false, true])
  func everyElementHasAComponent(isSampled: Bool) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [isSampled] in
      var generator = SeededGenerator(seed: 3)
      let layer = DenseLocalReparameterization(
        3, 4, kernelInitializer: .row, kernelRegularizer: .normalKLDivergence(), using: &generator)
      var pass = ForwardPass.inference(weights: isSampled ? .sampled : .mean, using: generator)
      _ = layer(Tensor([1, 2, 3], shape: [1, 3]), in: &pass)
      _ = pass.regularization
    }
    #expect(
      message(of: result).contains(
        "a weight of shape [3, 4] has a normal distribution of shape [1, 4]"))
  }

  @Test(arguments: Estimator.allCases)
  func elementsMayShareAMean(estimator: Estimator) {
    var generator = SeededGenerator(seed: 3)
    let layer = estimator.dense(3, 4, kernelInitializer: .sharedMean, using: &generator)
    var mean = ForwardPass.inference(using: generator)
    let sums = input.sum(axes: [1]).scalars
    let expected = sums.flatMap { [Scalar](repeating: $0 / 4, count: 4) }
    #expect(layer(input, in: &mean).scalars == expected)
    var pass = ForwardPass.training(using: generator)
    let output = layer(input, in: &pass)
    #expect(output.shape == [2, 4])
    #expect((output.scalars == expected) == (estimator == .deterministic))
    _ = pass.gradients(of: output.sum() + pass.regularization, for: layer.parameters)
  }

  /// The weight from which a distribution is built is listed separately.
  @Test(arguments: [Regularizer.normalKLDivergence(), nil])
  func aWeightIsChargedOnce(regularizer: Regularizer?) {
    let layer = layer(.scaled, regularizer)
    var pass = ForwardPass.inference(using: SeededGenerator(seed: 0))
    _ = layer(input, in: &pass)
    let statistics = layer.weightStatistics
    #expect(statistics.map(\.path) == ["kernel", "kernel.scale"])
    let total = total(statistics.map(\.divergence))
    #expect(abs(Double(pass.regularization.scalar) - total) < 1e-4 * total)
    #expect((statistics[0].divergence == 0) == (regularizer == nil))
  }

  @Test func anImplicitPosteriorIsAnExtensionAway() {
    let layer = layer(.implicit, .l2(0.1))
    #expect(
      layer.parameters.map(\.path) == [
        "kernel.network.0.kernel", "kernel.network.0.bias", "kernel.network.1.kernel",
        "kernel.network.1.bias", "bias",
      ])
    expectGradientsMatchDifferences(layer)
    var generator = SeededGenerator(seed: 1)
    let outputs = (0..<2).map { _ in
      var pass = ForwardPass.inference(weights: .sampled, using: generator.split())
      return layer(input, in: &pass).scalars
    }
    #expect(outputs[0] != outputs[1])
  }

  @Test(arguments: [
    ("normal", Initializer.trainableNormal(stddev: 0.3), Regularizer?.none),
    ("fixed prior", .trainableNormal(stddev: 0.3), .normalKLDivergence()),
    ("deterministic", .glorotUniform, .l2(0.1)),
    ("log-normal", .trainableLogNormal(logStddev: 0.3), .logNormalKLDivergence()),
    ("mixture of deltas", .mixtureOfDeltas(componentCount: 2), nil),
  ])
  func gradientsMatchDifferences(
    name: String, initializer: Initializer, regularizer: Regularizer?
  ) {
    expectGradientsMatchDifferences(layer(initializer, regularizer))
  }

  @Test func aMixtureOfDeltasDrawsItsPoints() {
    var generator = SeededGenerator(seed: 3)
    let weight = Weight(
      shape: [2, 3], initializer: .mixtureOfDeltas(componentCount: 3), using: &generator)
    let points = weight.parameters[0].parameter.value
    #expect(weight.parameters.map(\.path) == ["points"] && points.shape == [3, 2, 3])
    var counts: [[Scalar]: Int] = [:]
    for _ in 0..<3_000 {
      var pass = ForwardPass.inference(weights: .sampled, using: generator.split())
      counts[weight(in: &pass).scalars, default: 0] += 1
    }
    #expect(Set(counts.keys) == Set((0..<3).map { points[$0].scalars }))
    // Four standard deviations of a binomial count.
    #expect(counts.values.allSatisfy { abs($0 - 1_000) < 4 * 26 })
    var mean = ForwardPass.inference(using: generator)
    #expect(weight(in: &mean).scalars == points.mean(axis: 0).scalars)
  }

  @Test func flipoutRefusesAPosteriorWithoutAMean() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = SeededGenerator(seed: 3)
      let layer = DenseFlipout(
        3, 4, kernelInitializer: .mixtureOfDeltas(), kernelRegularizer: nil, using: &generator)
      var pass = ForwardPass.training(using: generator)
      _ = layer(Tensor([1, 2, 3], shape: [1, 3]), in: &pass)
    }
    #expect(message(of: result).contains("a weight of shape [3, 4] has draws but no distribution"))
  }

  @Test func flipoutRefusesAPosteriorThatIsNotSymmetric() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = SeededGenerator(seed: 3)
      let layer = DenseFlipout(
        3, 4, kernelInitializer: .trainableLogNormal(), kernelRegularizer: nil, using: &generator)
      var pass = ForwardPass.training(using: generator)
      _ = layer(Tensor([1, 2, 3], shape: [1, 3]), in: &pass)
    }
    #expect(
      message(of: result).contains(
        "Flipout of a weight of shape [3, 4] needs a distribution that is symmetric about its mean,"
          + " which LogNormal is not"))
  }

  @Test func localReparameterizationRefusesAPosteriorThatIsNotNormal() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = SeededGenerator(seed: 3)
      let layer = DenseLocalReparameterization(
        3, 4, kernelInitializer: .trainableLogNormal(), kernelRegularizer: nil, using: &generator)
      var pass = ForwardPass.training(using: generator)
      _ = layer(Tensor([1, 2, 3], shape: [1, 3]), in: &pass)
    }
    #expect(
      message(of: result).contains(
        "local reparameterization of a weight of shape [3, 4] needs a Normal distribution, but the"
          + " weight has a LogNormal distribution"))
  }

  @Test(arguments: [Initializer.trainableLogNormal(), .mixtureOfDeltas(), .implicit])
  func everyEstimatorTakesAnyPosteriorInAPassOfMeanWeights(initializer: Initializer) {
    func output(_ makeLayer: (inout SeededGenerator) -> any DenseLayer) -> [Scalar] {
      var generator = SeededGenerator(seed: 3)
      let layer = makeLayer(&generator)
      var pass = ForwardPass.inference(using: generator)
      return layer(input, in: &pass).scalars
    }
    let expected = output { Dense(3, 4, kernelInitializer: initializer, using: &$0) }
    for estimator in Estimator.allCases where estimator.isBayesian {
      let found = output {
        estimator.dense(3, 4, kernelInitializer: initializer, kernelRegularizer: nil, using: &$0)
      }
      #expect(found == expected, "\(estimator)")
    }
  }

  @Test(arguments: [InitialValues.glorotUniform, .heNormal, .nearZero])
  func normalWeightsStartWithTheirStddevs(mean: InitialValues) throws {
    for stddev in [InitialStddev.each(0.05), .shared(0.05), .fixed(0.05)] {
      var generator = SeededGenerator(seed: 3)
      let weight = Weight(
        shape: [20, 30], initializer: .trainableNormal(mean: mean, stddev: stddev),
        using: &generator)
      var pass = ForwardPass.inference(weights: .sampled, using: generator)
      let normal = try #require(weight.distribution(in: &pass) as? Normal)
      #expect(normal.stddev.scalars.allSatisfy { abs($0 - 0.05) < 1e-6 })
      let distance = weight(in: &pass) - normal.mean
      let spread = (square(distance).sum().scalar / 600).squareRoot()
      #expect(abs(spread - 0.05) < 4 * 0.05 / Scalar(1_200).squareRoot())
    }
  }

  @Test func statisticsTellInformativeWeightsFromNoise() throws {
    var generator = SeededGenerator(seed: 3)
    let layer = DenseReparameterization(
      2, 2, kernelInitializer: .trainableNormal(stddev: 0.5), using: &generator)
    layer.parameters[0].parameter.value = Tensor([2, -0.1, 0.25, -5], shape: [2, 2])
    let statistics = try #require(layer.weightStatistics.first)
    #expect(layer.weightStatistics.count == 1 && statistics.path == "kernel")
    for (found, expected) in zip(statistics.signalToNoise, [4, 0.2, 0.5, 10] as [Scalar]) {
      #expect(abs(found - expected) < 1e-4)
    }
    #expect(statistics.means == [2, -0.1, 0.25, -5] && statistics.stddevs.count == 4)
    #expect(statistics.stddevs.allSatisfy { abs($0 - 0.5) < 1e-6 })
    #expect(statistics.informativeFraction() == 0.5)
    #expect(statistics.informativeFraction(threshold: 5) == 0.25)
    #expect(abs(statistics.medianSignalToNoise - 2.25) < 1e-4)
    let variances: Double = 4 * (Double.log(2) + 0.125 - 0.5)
    let means: Double = (4 + 0.01 + 0.0625 + 25) / 2
    #expect(abs(statistics.divergence - variances - means) < 1e-3)
  }
}
