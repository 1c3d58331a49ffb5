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

  /// A model, and the kernels that each of its parts multiplies with for one decision.
  struct Variant: CustomTestStringConvertible, Sendable {
    var dynamics: WorldModelConfiguration.Dynamics
    var latent: WorldModelConfiguration.Latent
    var cell, prior, posterior, reward: [(Int, Int)]

    var testDescription: String { "\(dynamics), \(latent)" }
  }

  /// Of 100 units of h, 200 hidden ones, 30 numbers or groups of 32 categories, and 6 actions; an
  /// embedding has 2 × 2 pixels of 128 channels, and the reward two hidden layers of 200 units.
  static let variants: [Variant] = [
    Variant(
      dynamics: .recurrentStateSpace, latent: .gaussian,
      cell: [(36, 200), (200, 300), (100, 300)], prior: [(100, 200), (200, 60)],
      posterior: [(100, 200), (512, 200), (200, 60)],
      reward: [(130, 200), (200, 200), (200, 1)]),
    Variant(
      dynamics: .recurrentStateSpace, latent: .categorical,
      cell: [(966, 200), (200, 300), (100, 300)], prior: [(100, 200), (200, 960)],
      posterior: [(100, 200), (512, 200), (200, 960)],
      reward: [(1060, 200), (200, 200), (200, 1)]),
    // There is no h: what comes next follows from the hidden units before the cell.
    Variant(
      dynamics: .stochastic, latent: .gaussian,
      cell: [(36, 200)], prior: [(200, 200), (200, 60)],
      posterior: [(200, 200), (512, 200), (200, 60)],
      reward: [(30, 200), (200, 200), (200, 1)]),
    Variant(
      dynamics: .stochastic, latent: .categorical,
      cell: [(966, 200)], prior: [(200, 200), (200, 960)],
      posterior: [(200, 200), (512, 200), (200, 960)],
      reward: [(960, 200), (200, 200), (200, 1)]),
    // A state is a point, which has no deviations.
    Variant(
      dynamics: .deterministic, latent: .gaussian,
      cell: [(36, 200), (200, 300), (100, 300)], prior: [(100, 200), (200, 30)],
      posterior: [(100, 200), (512, 200), (200, 30)],
      reward: [(130, 200), (200, 200), (200, 1)]),
    Variant(
      dynamics: .deterministic, latent: .categorical,
      cell: [(966, 200), (200, 300), (100, 300)], prior: [(100, 200), (200, 960)],
      posterior: [(100, 200), (512, 200), (200, 960)],
      reward: [(1060, 200), (200, 200), (200, 1)]),
  ]

  @Test(arguments: variants) func everyVariantIsCounted(variant: Variant) {
    var model = PeerConfiguration.compact.model
    (model.dynamics, model.latent) = (variant.dynamics, variant.latent)
    model.deterministicSize = 100
    let operations = WorldModelOperations(model, actionSize: 6)
    func count(_ kernels: [(Int, Int)]) -> Double {
      kernels.reduce(0) { $0 + 2 * Double($1.0 * $1.1) }
    }
    #expect(operations.cell == count(variant.cell))
    #expect(operations.prior == count(variant.prior))
    #expect(operations.posterior == count(variant.posterior))
    #expect(operations.reward == count(variant.reward))
  }

  @Test func aPlanImaginesEveryStepOfEveryCandidate() {
    var benchmark = WorldModelBenchmark(.compact)
    let timing = benchmark.plan(repetitions: 1)
    #expect(timing.transitions == 10 * 1000 * 12)
    #expect(benchmark.belief(repetitions: 3).measure == "belief_update")
  }
}
