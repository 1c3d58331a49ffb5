import Base
import BayesianLayers
import Layers
import PlaNet
import RealModule
import Tensors
import Testing

@Suite struct WeightMonitorTests {
  @Test func layersAreThoseOfTheTransition() {
    let monitor = WeightMonitor(SampleEpisodes.model(SampleEpisodes.vectors))
    #expect(
      monitor.layers.map(\.name) == [
        "dynamics.transition", "dynamics.priorHidden", "dynamics.prior.output",
      ])
    #expect(monitor.metrics["weight_kl/dynamics.prior.output"] == monitor.layers[2].divergence)
    #expect(monitor.metrics.count == 5 * 4)
    // 4 + 2 in, 6 out; 7 in, 6 out; 6 in, 2 · 4 out.
    #expect(monitor.layers.map(\.count) == [36, 42, 48] && monitor.total.count == 126)
  }

  @Test func totalsAreThoseOfThePass() {
    let model = SampleEpisodes.model(SampleEpisodes.vectors) {
      ($0.cell, $0.posterior) = (.flipout, .reparameterization)
    }
    var pass = ForwardPass.inference(weights: .sampled, using: SeededGenerator(seed: 1))
    let batch = WorldModelTests.batch(.vector(size: 3))
    let terms = model.loss(of: batch, LossConfiguration(), decisionCount: 1, in: &pass)
    let monitor = WeightMonitor(model)
    // Sums of a hundred terms in another order, in single precision.
    let expected = Double(terms.weightDivergence.scalar)
    #expect(abs(monitor.total.divergence - expected) < 1e-5 * expected)
    let sum = monitor.layers.reduce(0) { $0 + $1.divergence }
    #expect(abs(sum - monitor.total.divergence) < 1e-9 * expected)
  }

  @Test func numbersOfALayerAreThoseOfItsDistribution() throws {
    struct Two: Module {
      let only: DenseReparameterization
    }
    var generator = SeededGenerator(seed: 1)
    let module = Two(
      only: DenseReparameterization(
        1, 4,
        kernelInitializer: .trainableNormal(mean: .zeros, stddev: 0.5),
        using: &generator))
    let parameters = module.parameters
    let mean = try #require(parameters.first { $0.path == "only.kernel.mean" })
    mean.parameter.value = Tensor([0.25, -0.75, 1, -2], shape: [1, 4])
    let layer = try #require(WeightMonitor(module).layers.first)
    #expect(layer.name == "only" && layer.count == 4)
    #expect(abs(layer.signalToNoise - 1.75) < 1e-5 && layer.informativeFraction == 0.75)
    #expect(abs(layer.stddev - 0.5) < 1e-6)
    let squares = 0.0625 + 0.5625 + 1 + 4
    #expect(abs(layer.magnitude - (squares / 4).squareRoot()) < 1e-6)
    let divergence = 4 * (Double.log(2) + 0.125 - 0.5) + squares / 2
    #expect(abs(layer.divergence - divergence) < 1e-5)
    let histograms = WeightMonitor.histograms(of: module)
    #expect(histograms.map(\.name) == ["weight_means/only.kernel", "weight_stddevs/only.kernel"])
    #expect(histograms[0].values == [0.25, -0.75, 1, -2])
  }

  @Test func modelsOfPointsShowNothing() {
    let model = SampleEpisodes.model(SampleEpisodes.vectors) { $0.transition = .deterministic }
    #expect(WeightMonitor(model).metrics.isEmpty)
    #expect(WeightMonitor.histograms(of: model).isEmpty)
  }

  /// What elements share counts for each of them.
  @Test func sharedNumbersCountForEachElement() throws {
    struct Two: Module {
      let shared: Weight
      let other: Weight
    }
    var generator = SeededGenerator(seed: 1)
    func weight(_ shape: WeightShape, _ stddev: InitialStddev) -> Weight {
      Weight(
        shape: shape,
        initializer: .trainableNormal(mean: .constant(Scalar(shape.lengths[0])), stddev: stddev),
        using: &generator)
    }
    let module = Two(shared: weight([3], .shared(0.5)), other: weight([1], 0.1))
    let total = WeightMonitor(module).total
    #expect(total.count == 4)
    #expect(abs(total.stddev - (3 * 0.5 + 0.1) / 4) < 1e-6)
    #expect(abs(total.magnitude - ((3 * 9 + 1) / 4.0).squareRoot()) < 1e-6)
  }
}
