import BayesianLayers
import Benchmarks
import PlaNet
import Testing

@Suite struct WorldModelBenchmarkTests {
  /// As many parameters as the same model has in PyTorch, up to the biases of one layer, which is
  /// two layers here.
  @Test func theSizesAreThoseOfThePeer() {
    var configuration = PeerConfiguration.compact
    configuration.model.transition = .deterministic
    (configuration.batchSize, configuration.length) = (2, 3)
    var benchmark = WorldModelBenchmark(configuration)
    let timing = benchmark.train(repetitions: 1)
    #expect(timing.parameters == 1_724_108 + 200)
    #expect(timing.images == 6 && timing.seconds > 0)
    // Forward, backward by inputs and by weights, of 11.4 million multiplications a frame.
    #expect(abs(timing.operations / 6 - 6 * 11.4e6) < 6 * 0.3e6)
  }

  @Test func aPlanImaginesEveryStepOfEveryCandidate() {
    var benchmark = WorldModelBenchmark(.compact)
    let timing = benchmark.plan(repetitions: 1)
    #expect(timing.transitions == 10 * 1000 * 12)
    #expect(benchmark.belief(repetitions: 3).measure == "belief_update")
  }
}
