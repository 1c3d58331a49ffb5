import Base
import BayesianLayers
import Distributions
import Layers
import PlaNet
import RealModule
import Replay
import Tensors
import Testing

/// Each term of the loss against its definition.
@Suite struct LossTests {
  private static let vector = ObservationKind.vector(size: 8)

  private static func model(
    _ observation: ObservationKind = vector,
    _ change: (inout WorldModelConfiguration) -> Void = { _ in }
  ) -> WorldModel {
    var generator = SeededGenerator(seed: 1)
    return WorldModel(
      WorldModelTests.configuration(change), observation: observation, actionSize: 2,
      using: &generator)
  }

  private static func loss(_ change: (inout LossConfiguration) -> Void) -> LossConfiguration {
    var loss = LossConfiguration()
    loss.freeNats = 0
    change(&loss)
    return loss
  }

  /// Returns the terms in a pass whose draws are the same each time.
  private static func terms(
    _ model: WorldModel, _ batch: Batch, _ loss: LossConfiguration, decisionCount: Int = 10
  ) -> LossTerms {
    var pass = ForwardPass.inference(weights: .sampled, using: SeededGenerator(seed: 2))
    return model.loss(of: batch, loss, decisionCount: decisionCount, in: &pass)
  }

  /// Returns the gradient of each parameter, in a pass whose draws are the same each time.
  private static func gradients(
    _ model: WorldModel, _ batch: Batch, _ loss: LossConfiguration
  ) -> [(path: String, gradient: [Scalar])] {
    var pass = ForwardPass.training(using: SeededGenerator(seed: 2))
    let total = model.loss(of: batch, loss, decisionCount: 10, in: &pass).total
    let parameters = model.parameters
    let gradients = pass.gradients(of: total, for: parameters.map(\.parameter))
    return zip(parameters, gradients).map { parameter, gradient in
      (path: parameter.path, gradient: gradient.scalars)
    }
  }

  /// Returns the parameters that learn, by path.
  private static func learning(
    _ model: WorldModel, _ batch: Batch, _ loss: LossConfiguration
  ) -> Set<String> {
    Set(
      gradients(model, batch, loss).compactMap { path, gradient in
        gradient.contains { $0 != 0 } ? path : nil
      })
  }

  /// Returns a loss of nothing but the divergence of states.
  private static func divergence(prior: Scalar, posterior: Scalar) -> LossConfiguration {
    loss {
      ($0.observationScale, $0.rewardScale, $0.weightScale) = (0, 0, 0)
      ($0.priorScale, $0.posteriorScale) = (prior, posterior)
    }
  }

  @Test func totalIsTheWeightedSum() {
    let (model, batch) = (Self.model(), WorldModelTests.batch(Self.vector))
    let loss = Self.loss {
      ($0.observationScale, $0.rewardScale, $0.weightScale) = (2, 3, 0.5)
      ($0.priorScale, $0.posteriorScale) = (1.5, 1.5)
      ($0.overshootingDistance, $0.overshootingScale) = (3, 0.7)
    }
    func expected(_ terms: LossTerms, _ decisionCount: Double) -> Double {
      let parts: [(Double, Tensor)] = [
        (2, terms.observation), (3, terms.reward), (1.5, terms.stateDivergence),
        (0.5 / decisionCount, terms.weightDivergence),
        (0.7, terms.overshooting ?? Tensor(.nan)),
      ]
      return parts.reduce(0) { $0 + $1.0 * Double($1.1.scalar) }
    }
    for count in [10, 20] {
      let terms = Self.terms(model, batch, loss, decisionCount: count)
      let sum = expected(terms, Double(count))
      #expect(abs(Double(terms.total.scalar) - sum) < 1e-5 * sum)
    }
  }

  @Test func errorsAreHalvesOfSquaresADecision() {
    let model = Self.model(Self.vector) {
      ($0.dynamics, $0.transition) = (.deterministic, .deterministic)
    }
    let batch = WorldModelTests.batch(Self.vector)
    let terms = Self.terms(model, batch, Self.loss { _ in })
    var pass = ForwardPass.inference(using: SeededGenerator(seed: 5))
    let rollout = model.dynamics.observe(
      embeddings: model.embed(batch.observations, in: &pass), actions: batch.actions, in: &pass)
    func halfOfSquares(_ found: Tensor, _ truth: Tensor) -> Double {
      zip(found.scalars, truth.scalars).reduce(0) { sum, pair in
        let error = Double(pair.0 - pair.1)
        return sum + 0.5 * error * error / Double(batch.rewards.count)
      }
    }
    let observation = halfOfSquares(
      model.decode(rollout.features, in: &pass), batch.observations)
    #expect(abs(Double(terms.observation.scalar) - observation) < 1e-5 * observation)
    let reward = halfOfSquares(model.predictReward(rollout.features, in: &pass), batch.rewards)
    #expect(abs(Double(terms.reward.scalar) - reward) < 1e-5 * reward)
  }

  @Test(arguments: [32, 64])
  func framesOfEverySizeWeighAlike(side: Int) {
    let model = Self.model(.frames) { $0.imageSide = side }
    // A decoder of zeros draws zeros.
    for (_, parameter) in model.parameters {
      parameter.value = Tensor(repeating: 0, shape: parameter.value.shape)
    }
    let batch = Batch(
      observations: Tensor(repeating: 0.25, shape: [2, 3, side, side, 3]),
      actions: Tensor(repeating: 0, shape: [2, 3, 2]), rewards: Tensor(repeating: 0, shape: [2, 3]))
    let found = Double(Self.terms(model, batch, Self.loss { _ in }).observation.scalar)
    let expected = 0.5 * 64 * 64 * 3 * 0.0625
    #expect(abs(found - expected) < 1e-5 * expected)
  }

  /// At the first step of sequences, where neither side depends on earlier states.
  @Test func theTwoSidesOfTheDivergenceHaveTheirOwnWeights() {
    let (model, batch) = (Self.model(), WorldModelTests.batch(Self.vector, length: 1))
    func learning(prior: Scalar, posterior: Scalar) -> Set<String> {
      Self.learning(model, batch, Self.divergence(prior: prior, posterior: posterior))
    }
    let toPrior = learning(prior: 1, posterior: 0)
    #expect(toPrior.contains { $0.hasPrefix("dynamics.prior.") })
    #expect(!toPrior.contains { $0.hasPrefix("dynamics.posterior") || $0.hasPrefix("vector") })
    let toPosterior = learning(prior: 0, posterior: 1)
    #expect(!toPosterior.contains { $0.hasPrefix("dynamics.prior") })
    #expect(toPosterior.contains { $0.hasPrefix("dynamics.posterior.") })
    #expect(toPosterior.contains { $0.hasPrefix("vectorEncoder.") })
  }

  /// The closed forms of posteriors from priors, at a single step, before any state is drawn.
  @Test(arguments: WorldModelConfiguration.Latent.allCases)
  func theStateDivergenceIsThatOfPosteriorsFromPriors(latent: WorldModelConfiguration.Latent) {
    let model = Self.model { $0.latent = latent }
    let batch = Self.vividBatch
    var pass = ForwardPass.inference(weights: .sampled, using: SeededGenerator(seed: 2))
    let rollout = model.dynamics.observe(
      embeddings: model.embed(batch.observations, in: &pass), actions: batch.actions, in: &pass)
    let expected = Self.meanDivergence(of: rollout)
    #expect(expected > 0.01)
    for (prior, posterior) in [(1, 1), (0.8, 0.2)] as [(Scalar, Scalar)] {
      let terms = Self.terms(model, batch, Self.divergence(prior: prior, posterior: posterior))
      #expect(abs(Double(terms.stateDivergence.scalar) - expected) < 1e-5 * expected)
      // Either way, what is charged is one divergence in all.
      #expect(abs(Double(terms.total.scalar) - expected) < 1e-5 * expected)
    }
  }

  /// With equal scales one divergence has gradients to both sides.
  @Test(arguments: WorldModelConfiguration.Latent.allCases)
  func scalesOfTheTwoSidesScaleTheirGradients(latent: WorldModelConfiguration.Latent) {
    let (model, batch) = (Self.model { $0.latent = latent }, Self.vividBatch)
    let whole = Self.gradients(model, batch, Self.divergence(prior: 1, posterior: 1))
    let parts = Self.gradients(model, batch, Self.divergence(prior: 0.8, posterior: 0.2))
    // What leads to the deterministic state is on both sides, and left out.
    let scales: [(String, Scalar)] = [
      ("dynamics.prior", 0.8), ("dynamics.posterior", 0.2), ("vectorEncoder.", 0.2),
    ]
    for (prefix, scale) in scales {
      let pairs = zip(whole, parts).filter { $0.0.path.hasPrefix(prefix) }
      #expect(!pairs.isEmpty)
      for (one, other) in pairs {
        let largest = one.gradient.map { abs($0) }.max() ?? 0
        #expect(largest > 0, "\(one.path)")
        let areScaled = zip(one.gradient, other.gradient).allSatisfy {
          abs($1 - scale * $0) <= 1e-4 * largest
        }
        #expect(areScaled, "\(one.path)")
      }
    }
  }

  /// Sequences of a single step whose observations tell states much.
  private static var vividBatch: Batch {
    var batch = WorldModelTests.batch(vector, length: 1)
    batch.observations = 4 * batch.observations
    return batch
  }

  /// Returns the mean over states of KL(posterior ‖ prior), summed over their components or groups.
  private static func meanDivergence(of rollout: Rollout) -> Double {
    func doubles(_ tensor: Tensor) -> [Double] { tensor.scalars.map { Double($0) } }
    let states = Double(rollout.features.shape[0] * rollout.features.shape[1])
    switch (rollout.posteriors, rollout.priors) {
    case (.gaussian(let posterior), .gaussian(let prior)):
      let (means, stddevs) = (doubles(posterior.mean), doubles(posterior.stddev))
      let (priorMeans, priorStddevs) = (doubles(prior.mean), doubles(prior.stddev))
      var sum = 0.0
      for index in means.indices {
        let distance = (means[index] - priorMeans[index]) / priorStddevs[index]
        let ratio = stddevs[index] / priorStddevs[index]
        sum += 0.5 * (ratio * ratio + distance * distance - 1) - Double.log(ratio)
      }
      return sum / states
    case (.categorical(let posterior), .categorical(let prior)):
      let categories = posterior.logits.shape[posterior.logits.rank - 1]
      let (logits, priorLogits) = (doubles(posterior.logits), doubles(prior.logits))
      var sum = 0.0
      for first in stride(from: 0, to: logits.count, by: categories) {
        let group = first..<first + categories
        let (ours, theirs) = (logSoftmax(logits[group]), logSoftmax(priorLogits[group]))
        for (our, their) in zip(ours, theirs) { sum += Double.exp(our) * (our - their) }
      }
      return sum / states
    default:
      return .nan
    }
  }

  private static func logSoftmax(_ logits: ArraySlice<Double>) -> [Double] {
    let normalizer = Double.log(logits.reduce(0.0) { $0 + Double.exp($1) })
    return logits.map { $0 - normalizer }
  }

  @Test func freeNatsCostNothing() {
    let (model, batch) = (Self.model(), WorldModelTests.batch(Self.vector))
    func loss(_ nats: Scalar, _ place: LossConfiguration.FreeNats) -> LossConfiguration {
      Self.loss {
        ($0.observationScale, $0.rewardScale, $0.weightScale) = (0, 0, 0)
        ($0.freeNats, $0.freeNatsPer) = (nats, place)
      }
    }
    for place in LossConfiguration.FreeNats.allCases {
      #expect(Self.terms(model, batch, loss(1000, place)).total.scalar == 1000)
      #expect(Self.learning(model, batch, loss(1000, place)).isEmpty)
    }
    let divergence = Self.terms(model, batch, loss(0, .eachState)).stateDivergence.scalar
    let ofBatch = Self.terms(model, batch, loss(divergence, .batchMean)).total.scalar
    #expect(abs(ofBatch - divergence) < 1e-5 * divergence)
    // Of states, some diverge less than the mean and are charged it all the same.
    #expect(Self.terms(model, batch, loss(divergence, .eachState)).total.scalar > 1.01 * divergence)
  }

  /// Encoder kernels get gradients only from observations that are not zero: from the last, whose
  /// posterior is predicted.
  @Test func overshootingTeachesWhatPredictsAndNotWhatIsPredicted() {
    let (model, batch) = (Self.model(), WorldModelTests.batch(Self.vector, length: 3))
    var blind = batch
    let none = Tensor(repeating: 0, shape: [2] + batch.observations.shape.dropFirst())
    blind.observations = concatenated([none, batch.observations.rows(2..<3)], axis: 0)
    let loss = Self.loss {
      ($0.observationScale, $0.rewardScale, $0.weightScale) = (0, 0, 0)
      ($0.priorScale, $0.posteriorScale, $0.overshootingDistance) = (0, 0, 2)
    }
    func hasEncoder(_ batch: Batch) -> Bool {
      let learning = Self.learning(model, batch, loss)
      #expect(learning.contains { $0.hasPrefix("dynamics.prior.") })
      return learning.contains { $0.hasPrefix("vectorEncoder.layers.0.kernel") }
    }
    #expect(hasEncoder(batch) && !hasEncoder(blind))
    var free = loss
    free.freeNats = 1000
    #expect(Self.terms(model, batch, free).overshooting?.scalar == 1000)
  }

  @Test func categoriesPassTheGradientsOfWhatTheyAreDecodedTo() {
    let model = Self.model(Self.vector) { $0.latent = .categorical }
    let learning = Self.learning(
      model, WorldModelTests.batch(Self.vector),
      Self.loss { ($0.priorScale, $0.posteriorScale) = (0, 0) })
    #expect(learning.contains { $0.hasPrefix("dynamics.posterior.output") })
    #expect(learning.contains { $0.hasPrefix("vectorEncoder.") })
    #expect(!learning.contains { $0.hasPrefix("dynamics.prior.output") && $0.contains("bias") })
  }

  @Test func overshootingReachesItsDistanceAndNoFarther() throws {
    // States that are points can be followed by hand.
    let model = Self.model(Self.vector) {
      ($0.dynamics, $0.transition) = (.deterministic, .deterministic)
    }
    let (length, width) = (4, 3)
    let batch = WorldModelTests.batch(Self.vector, length: length, width: width)
    func overshooting(_ distance: Int, _ batch: Batch = batch) -> Scalar? {
      Self.terms(model, batch, Self.loss { $0.overshootingDistance = distance })
        .overshooting?.scalar
    }
    #expect(overshooting(0) == nil && overshooting(1) == nil)
    #expect(overshooting(2, WorldModelTests.batch(Self.vector, length: 2)) == nil)
    #expect(overshooting(3) == overshooting(30))

    var pass = ForwardPass.inference(using: SeededGenerator(seed: 5))
    let dynamics = model.dynamics
    let rollout = dynamics.observe(
      embeddings: model.embed(batch.observations, in: &pass), actions: batch.actions, in: &pass)
    var errors: [Int: [Double]] = [:]
    for start in 0..<length {
      var belief = rollout.beliefs[start]
      for time in start + 1..<max(length, start + 1) {
        belief = dynamics.imagine(batch.actions[time], from: belief, in: &pass).belief
        let truth = rollout.beliefs[time].stochastic
        let squares = zip(belief.stochastic.scalars, truth.scalars).map { found, truth in
          Double((found - truth) * (found - truth))
        }
        errors[time - start, default: []].append(0.5 * squares.reduce(0, +) / Double(width))
      }
    }
    func mean(_ distance: Int) throws -> Double {
      let errors = try #require(errors[distance])
      return errors.reduce(0, +) / Double(errors.count)
    }
    let (two, three) = try (mean(2), mean(3))
    let first = Double(try #require(overshooting(2)))
    #expect(abs(first - two) < 1e-4 * two)
    let both = Double(try #require(overshooting(3)))
    #expect(abs(both - (two + three) / 2) < 1e-4 * two)
  }
}
