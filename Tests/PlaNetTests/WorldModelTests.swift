import Base
import BayesianLayers
import Distributions
import Layers
import PlaNet
import Replay
import Tensors
import TestSupport
import Testing

@Suite struct WorldModelTests {
  /// All sizes differ, so that no two can be taken for each other.
  static func configuration(
    _ change: (inout WorldModelConfiguration) -> Void = { _ in }
  ) -> WorldModelConfiguration {
    var configuration = WorldModelConfiguration()
    (configuration.deterministicSize, configuration.stochasticSize) = (7, 4)
    (configuration.hiddenSize, configuration.rewardHiddenSizes) = (6, [5])
    (configuration.imageSide, configuration.convolutionDepth) = (32, 2)
    configuration.categoryCount = 3
    // Without kinks, so that differences over a step approach derivatives.
    (configuration.activation, configuration.convolutionActivation) = (.tanh, .tanh)
    change(&configuration)
    return configuration
  }

  static func batch(
    _ observation: ObservationKind, length: Int = 5, width: Int = 3, actionSize: Int = 2
  ) -> Batch {
    var generator = SeededGenerator(seed: 9)
    let shape =
      switch observation {
      case .frames: [length, width, 32, 32, 3]
      case .vector(let size): [length, width, size]
      }
    return Batch(
      observations: Tensor(uniform: shape, in: -0.5..<0.5, using: &generator),
      actions: Tensor(uniform: [length, width, actionSize], in: -1..<1, using: &generator),
      rewards: Tensor(uniform: [length, width], using: &generator))
  }

  struct Variant: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var configuration: WorldModelConfiguration
    var observation = ObservationKind.vector(size: 8)
    var loss = LossConfiguration()
  }

  static let variants: [Variant] = {
    var free = LossConfiguration()
    free.freeNats = 0
    return [
      Variant(
        testDescription: "frames", configuration: configuration(), observation: .frames,
        loss: free),
      Variant(testDescription: "vectors", configuration: configuration(), loss: free),
      Variant(
        testDescription: "stochastic",
        configuration: configuration { $0.dynamics = .stochastic }, loss: free),
      Variant(
        testDescription: "deterministic path",
        configuration: configuration { $0.dynamics = .deterministic }, loss: free),
      Variant(
        testDescription: "all Bayesian",
        configuration: configuration {
          ($0.cell, $0.posterior, $0.decoder) = (.flipout, .reparameterization, .flipout)
          ($0.transition, $0.hasTiedPriorMean) = (.localReparameterization, true)
        }, loss: free),
      Variant(
        testDescription: "Bayesian decoder of frames",
        configuration: configuration {
          ($0.decoder, $0.posterior, $0.weightStddev) = (.flipout, .flipout, 0.5)
        }, observation: .frames, loss: free),
      Variant(
        testDescription: "point weights",
        configuration: configuration { $0.transition = .deterministic }, loss: free),
    ]
  }()

  /// Variants whose gradients are not the slopes of their losses: sides are detached, or draws have
  /// the gradients of probabilities.
  static let detachedVariants: [Variant] = {
    var free = LossConfiguration()
    free.freeNats = 0
    var balanced = free
    (balanced.priorScale, balanced.posteriorScale) = (0.8, 0.2)
    balanced.freeNatsPer = .batchMean
    var overshooting = free
    overshooting.overshootingDistance = 4
    return [
      Variant(testDescription: "balanced", configuration: configuration(), loss: balanced),
      Variant(testDescription: "overshooting", configuration: configuration(), loss: overshooting),
      Variant(
        testDescription: "categorical",
        configuration: configuration { $0.latent = .categorical }, loss: free),
    ]
  }()

  // In single precision, rounding of a loss in the thousands hides the slopes of small gradients.
  @Test(.enabled(if: MemoryLayout<Scalar>.size == 8), arguments: variants)
  func gradientsMatchDifferences(variant: Variant) {
    var generator = SeededGenerator(seed: 1)
    let model = WorldModel(
      variant.configuration, observation: variant.observation, actionSize: 2, using: &generator)
    let batch = Self.batch(variant.observation)
    expectGradientsMatchDifferences(model.parameters) { pass in
      model.loss(of: batch, variant.loss, decisionCount: 10, in: &pass).total
    }
  }

  @Test(arguments: detachedVariants) func everyParameterLearns(variant: Variant) {
    var generator = SeededGenerator(seed: 1)
    let model = WorldModel(
      variant.configuration, observation: variant.observation, actionSize: 2, using: &generator)
    let batch = Self.batch(variant.observation)
    var pass = ForwardPass.training(using: SeededGenerator(seed: 2))
    let total = model.loss(of: batch, variant.loss, decisionCount: 10, in: &pass).total
    let parameters = model.parameters
    let gradients = pass.gradients(of: total, for: parameters)
    for ((path, _), gradient) in zip(parameters, gradients) {
      #expect(gradient.scalars.contains { $0 != 0 }, "\(path) gets no gradient")
      #expect(gradient.scalars.allSatisfy { $0.isFinite }, "\(path)")
    }
  }

  /// Checkpoints know parameters by these names, and optimizers go through them in this order.
  @Test func pathsBeginWithTheNamesOfParts() {
    func parts(_ observation: ObservationKind) -> [String] {
      var generator = SeededGenerator(seed: 1)
      let model = WorldModel(
        Self.configuration(), observation: observation, actionSize: 2, using: &generator)
      var parts: [String] = []
      for (path, _) in model.parameters {
        let part = String(path.prefix { $0 != "." })
        if parts.last != part { parts.append(part) }
      }
      return parts
    }
    #expect(parts(.frames) == ["imageEncoder", "imageDecoder", "dynamics", "reward"])
    #expect(parts(.vector(size: 8)) == ["vectorEncoder", "vectorDecoder", "dynamics", "reward"])
  }

  @Test(arguments: [32, 64])
  func framesComeBackInTheirSize(side: Int) {
    var generator = SeededGenerator(seed: 1)
    let configuration = Self.configuration { $0.imageSide = side }
    let model = WorldModel(configuration, observation: .frames, actionSize: 2, using: &generator)
    var pass = ForwardPass.inference(using: generator)
    let frames = Tensor(repeating: 0.25, shape: [2, 3, side, side, 3])
    let embedding = model.embed(frames, in: &pass)
    #expect(embedding.shape.prefix(2) == [2, 3])
    let features = Tensor(repeating: 0, shape: [2, 3, configuration.featureSize])
    #expect(model.decode(features, in: &pass).shape == frames.shape)
    #expect(model.predictReward(features, in: &pass).shape == [2, 3])
  }

  @Test func aPassImaginesUnderOneFunction() {
    var generator = SeededGenerator(seed: 1)
    let model = WorldModel(
      Self.configuration { $0.dynamics = .deterministic }, observation: .vector(size: 8),
      actionSize: 2, using: &generator)
    let start = model.dynamics.initialBelief(batchSize: 1)
    let action = Tensor([0.3, -0.2], shape: [1, 2])
    var pass = ForwardPass.inference(weights: .sampled, using: SeededGenerator(seed: 4))
    let first = model.dynamics.imagine(action, from: start, in: &pass).belief
    let again = model.dynamics.imagine(action, from: start, in: &pass).belief
    #expect(first.features.scalars == again.features.scalars)
    var other = ForwardPass.inference(weights: .sampled, using: SeededGenerator(seed: 5))
    let different = model.dynamics.imagine(action, from: start, in: &other).belief
    #expect(first.features.scalars != different.features.scalars)
  }

  @Test func deviationsOfStatesStartFromTheirMinimum() {
    func deviations(_ minimum: Scalar) -> [Scalar] {
      var generator = SeededGenerator(seed: 1)
      let model = WorldModel(
        Self.configuration { $0.minimumStddev = minimum }, observation: .vector(size: 8),
        actionSize: 2, using: &generator)
      var pass = ForwardPass.inference(using: SeededGenerator(seed: 4))
      let start = model.dynamics.initialBelief(batchSize: 3)
      let action = Tensor(repeating: 0.5, shape: [3, 2])
      let step = model.dynamics.imagine(action, from: start, in: &pass)
      guard case .gaussian(let normal) = step.prior else { return [] }
      return normal.stddev.scalars
    }
    let (low, high) = (deviations(0.1), deviations(2.1))
    #expect(low.count == 12 && low.allSatisfy { $0 > 0.1 })
    #expect(zip(low, high).allSatisfy { abs($1 - $0 - 2) < 1e-5 })
  }

  @Test func filteringIsObservingWithoutTheExpectation() {
    var generator = SeededGenerator(seed: 1)
    let model = WorldModel(
      Self.configuration(), observation: .vector(size: 8), actionSize: 2, using: &generator)
    let start = model.dynamics.initialBelief(batchSize: 2)
    let action = Tensor(repeating: 0.5, shape: [2, 2])
    func evidence(_ pass: inout ForwardPass) -> Tensor {
      let embedding = model.embed(Tensor(repeating: 1, shape: [2, 8]), in: &pass)
      return model.dynamics.evidence(of: embedding, in: &pass)
    }
    var (one, two) = (
      ForwardPass.inference(using: SeededGenerator(seed: 4)),
      ForwardPass.inference(using: SeededGenerator(seed: 4))
    )
    let observed = model.dynamics.observe(evidence(&one), after: action, from: start, in: &one)
    let filtered = model.dynamics.filter(evidence(&two), after: action, from: start, in: &two)
    #expect(observed.belief.features.scalars == filtered.features.scalars)
  }
}
