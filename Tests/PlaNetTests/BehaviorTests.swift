import Base
import Layers
import Optimizers
import PlaNet
import RealModule
import Tensors
import TestSupport
import Testing

@Suite struct BehaviorTests {
  private let model: WorldModel
  private let behavior: Behavior
  private let start: Belief
  private var configuration = BehaviorConfiguration()

  init() {
    var generator = SeededGenerator(seed: 3)
    let sizes = WorldModelTests.configuration()
    configuration.hiddenSizes = [9]
    configuration.horizon = 3
    model = WorldModel(
      sizes, observation: .vector(size: 8), actionSize: 2, using: &generator)
    behavior = Behavior(sizes, configuration, actionSize: 2, using: &generator)
    start = Belief(
      deterministic: Tensor(standardNormal: [5, 7], using: &generator),
      stochastic: Tensor(standardNormal: [5, 4], using: &generator))
  }

  /// With λ = 1 a return is the discounted rewards and the last value; with λ = 0 it is one reward
  /// and the next value; with λ = ½ the future is the mean of the next value and the next return.
  @Test func returnsAreSumsOfRewardsAndValues() {
    let rewards = Tensor([1, 10, 2, 20, 4, 40], shape: [3, 2])
    let values = Tensor([5, 50, 6, 60, 7, 70], shape: [3, 2])
    let long = lambdaReturns(rewards: rewards, values: values, discount: 0.5, traceDecay: 1)
    let last: Scalar = 4 + 0.5 * 7
    let middle: Scalar = 2 + 0.5 * last
    let first: Scalar = 1 + 0.5 * middle
    #expect(long.scalars == [first, 10 * first, middle, 10 * middle, last, 10 * last])
    let short = lambdaReturns(rewards: rewards, values: values, discount: 0.5, traceDecay: 0)
    #expect(short.scalars == [3.5, 35, 5, 50, 7.5, 75])
    // 4 + ½ 7, 2 + ½ (6 + 7.5) / 2, 1 + ½ (5 + 5.375) / 2, all exact in binary.
    let middling = lambdaReturns(rewards: rewards, values: values, discount: 0.5, traceDecay: 0.5)
    #expect(middling.scalars == [3.59375, 35.9375, 5.375, 53.75, 7.5, 75])
  }

  /// One decision ahead nothing is left out of the gradient.
  @Test func thePolicyFollowsTheGradientOfItsReturns() {
    var oneStep = configuration
    oneStep.horizon = 1
    expectGradientsMatchDifferences(behavior.policyParameters) { pass in
      let dream = behavior.dream(from: start, in: model, oneStep, in: &pass)
      return dream.returns.mean() + dream.entropy
    }
  }

  @Test func onlyThePolicyGetsAGradientFromAPassOfItsParameters() {
    let policy = behavior.policyParameters.map(\.parameter)
    let others = model.parameters.map(\.parameter) + behavior.valueParameters.map(\.parameter)
    var pass = ForwardPass.training(only: policy, using: SeededGenerator(seed: 1))
    let dream = behavior.dream(from: start, in: model, configuration, in: &pass)
    let gradients = pass.gradients(of: dream.returns.mean(), for: policy + others)
    for (index, gradient) in gradients.enumerated() {
      #expect(gradient.scalars.contains { $0 != 0 } == (index < policy.count))
    }
  }

  /// In a world that stays as it is, values come to know the returns, and the policy brings more
  /// than the one that it was, from the same states and with the same values behind them.
  @Test func updatesRaiseReturnsAndLowerTheErrorOfValues() {
    var quick = configuration
    (quick.learningRate, quick.discount, quick.starts) = (3e-3, 0.9, 2)
    let learner = BehaviorLearner(behavior, quick)
    let policy = behavior.policyParameters.map(\.parameter)
    let first = policy.map(\.value)
    var generator = SeededGenerator(seed: 5)
    let reports = (0..<300).map { _ in
      learner.update(from: start, in: model, using: &generator)
    }
    #expect(reports.allSatisfy { $0.isApplied })
    typealias Report = BehaviorLearner.Report
    func mean(_ reports: ArraySlice<Report>, _ part: KeyPath<Report, Double>) -> Double {
      reports.reduce(0) { $0 + $1[keyPath: part] } / Double(reports.count)
    }
    let (early, late) = (reports[..<20], reports[280...])
    #expect(mean(late, \.valueError) < 0.5 * mean(early, \.valueError))
    for (parameter, value) in zip(policy, first) { parameter.value = value }
    let before = learner.update(from: start, in: model, using: &generator)
    #expect(mean(late, \.meanReturn) > before.meanReturn + 0.05)
    // Of three steps of five states, those of one are begun from.
    let beliefs = (0..<3).map { _ in start }
    let chosen = learner.starts(among: beliefs, using: &generator)
    #expect(chosen.stochastic.shape == start.stochastic.shape)
  }

  /// R24: the squares of such large values are not finite; in single precision all gradients are.
  @Test func aLossThatIsNotFiniteChangesNeitherThePolicyNorTheValue() throws {
    let output = try #require(behavior.valueParameters.first { $0.path == "output.bias" })
    let large = 1e6 * Scalar.greatestFiniteMagnitude.squareRoot()
    output.parameter.value = Tensor(repeating: large, shape: output.parameter.value.shape)
    let learner = BehaviorLearner(behavior, configuration)
    let bits = ParameterBits.bits(of: behavior)
    var generator = SeededGenerator(seed: 5)
    let report = learner.update(from: start, in: model, using: &generator)
    #expect(report.meanReturn.isFinite && report.entropy.isFinite && !report.valueError.isFinite)
    #expect(!report.isApplied && ParameterBits.bits(of: behavior) == bits)
    #expect(learner.policyOptimizer.stepCount == 0 && learner.valueOptimizer.stepCount == 0)
  }

  /// Without rewards and values there is nothing to gain but entropy.
  @Test func thePolicyGainsEntropyAsFarAsItCounts() throws {
    fix(rewardParameters, to: 0)
    fix(behavior.valueParameters, to: 0)
    // Deviations that begin near their least.
    let output = try #require(behavior.policyParameters.first { $0.path == "output.bias" })
    output.parameter.value = Tensor([0, 0, -3, -3], shape: [4])
    func entropies(_ scale: Scalar, updates: Int) -> [Double] {
      var scaled = configuration
      (scaled.entropyScale, scaled.learningRate) = (scale, 0.03)
      let learner = BehaviorLearner(behavior, scaled)
      var generator = SeededGenerator(seed: 5)
      return (0..<updates).map { _ in
        learner.update(from: start, in: model, using: &generator).entropy
      }
    }
    _ = entropies(0, updates: 3)
    #expect(output.parameter.value.scalars == [0, 0, -3, -3])
    let rising = entropies(100, updates: 100)
    #expect(rising[99] > rising[0] + 0.5)
  }

  /// Where every decision brings a reward of one, a state is worth 1 / (1 − γ).
  @Test func valuesComeToBeTheSumsOfRewards() throws {
    var half = configuration
    (half.discount, half.learningRate) = (0.5, 0.01)
    var generator = SeededGenerator(seed: 5)
    let behavior = Behavior(
      WorldModelTests.configuration(), half, actionSize: 2, using: &generator)
    fix(rewardParameters, to: 1)
    let learner = BehaviorLearner(behavior, half)
    let reports = (0..<300).map { _ in
      learner.update(from: start, in: model, using: &generator)
    }
    var pass = ForwardPass.inference(using: generator)
    let values = behavior.value(of: start.features, in: &pass)
    let last = try #require(reports.last)
    #expect(abs(values.mean().scalar - 2) < 0.1 && abs(last.meanReturn - 2) < 0.1)
  }

  private var rewardParameters: [(path: String, parameter: Parameter)] {
    model.parameters.filter { $0.path.hasPrefix("reward.") }
  }

  /// Has a head say the same of every state.
  private func fix(_ head: [(path: String, parameter: Parameter)], to value: Scalar) {
    for (path, parameter) in head {
      parameter.value = Tensor(
        repeating: path.hasSuffix("output.bias") ? value : 0, shape: parameter.value.shape)
    }
  }

  /// The entropy that draws tell is that of a histogram, for a single component.
  @Test func entropyIsThatOfTheActions() {
    var generator = SeededGenerator(seed: 8)
    let one = Behavior(
      WorldModelTests.configuration(), configuration, actionSize: 1, using: &generator)
    var pass = ForwardPass.inference(using: generator)
    let count = 200_000
    let features = Tensor(repeating: 0.3, shape: [count, 11])
    let (actions, entropies) = one.act(features, in: &pass)
    var counts = [Double](repeating: 0, count: 200)
    for action in actions.scalars { counts[min(199, Int((Double(action) + 1) * 100))] += 1 }
    let entropy = counts.filter { $0 > 0 }.reduce(0.0) { sum, bin in
      let share = bin / Double(count)
      return sum - share * (Double.log(share) - Double.log(0.01))
    }
    // The deviation of either mean is below 1 / √200,000 = 0.002 nats; bins add about 1e-3.
    #expect(abs(Double(entropies.mean().scalar) - entropy) < 0.012)
    #expect(actions.scalars.allSatisfy { abs($0) <= 1 })
  }
}
