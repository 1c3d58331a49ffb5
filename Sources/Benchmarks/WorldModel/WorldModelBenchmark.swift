import Base
import Layers
import Optimizers
import PlaNet
import Planning
import Replay
import Tensors

/// Timings of an agent's uses of its world model.
package struct WorldModelBenchmark {
  private let configuration: PeerConfiguration
  private let model: WorldModel
  private let operations: WorldModelOperations
  private var generator = SeededGenerator(seed: 1)

  /// Prepares to time a model that sees frames.
  package init(_ configuration: PeerConfiguration) {
    self.configuration = configuration
    model = WorldModel(
      configuration.model, observation: .frames, actionSize: PeerConfiguration.actionSize,
      using: &generator)
    operations = WorldModelOperations(
      configuration.model, actionSize: PeerConfiguration.actionSize)
  }

  /// Times a training step: the loss and its gradients, their norm, and Adam's update.
  ///
  /// - Parameter repetitions: The number of timed steps, after two that are not timed.
  /// - Returns: The median time, and the work done in it.
  package mutating func train(repetitions: Int) -> WorldModelTiming {
    let (length, width) = (configuration.length, configuration.batchSize)
    let side = configuration.model.imageSide
    let batch = Batch(
      observations: Tensor(
        uniform: [length, width, side, side, 3], in: -0.5..<0.5, using: &generator),
      actions: Tensor(
        uniform: [length, width, PeerConfiguration.actionSize], in: -1..<1, using: &generator),
      rewards: Tensor(uniform: [length, width], using: &generator))
    let optimizer = Optimizer(
      model.parameters, rule: Adam(epsilon: 1e-4), learningRate: .constant(1e-3),
      clipping: .globalNorm(1000))
    return time("train_step", repetitions, operations.training * Double(length * width)) {
      benchmark in
      var pass = ForwardPass.training(using: benchmark.generator.split())
      let terms = benchmark.model.loss(
        of: batch, LossConfiguration(), decisionCount: 50_000, in: &pass)
      optimizer.step(pass.gradients(of: terms.total, for: optimizer.parameters))
    }.with(images: length * width)
  }

  /// Times planning one action by the paper's search: 10 iterations of 1000 candidates of 12
  /// actions.
  ///
  /// - Parameter repetitions: The number of timed plans, after two that are not timed.
  /// - Returns: The median time, and the work done in it.
  package mutating func plan(repetitions: Int) -> WorldModelTiming {
    let sequences = ActionSequences(horizon: 12, actionSize: PeerConfiguration.actionSize)
    var planner = CrossEntropyMethod(sequences)
    let belief = model.dynamics.initialBelief(batchSize: 1)
    let search = planner.configuration
    let count = sequences.horizon * search.candidates * search.iterations
    return time("plan_action", repetitions, operations.imagination * Double(count)) { benchmark in
      var imagination = Imagination(
        benchmark.model, from: belief, weights: .sampled, using: &benchmark.generator)
      keep(planner.plan(using: &benchmark.generator) { imagination.score($0) }.actions)
    }.with(transitions: count)
  }

  /// Times the update of a belief with one frame.
  ///
  /// - Parameter repetitions: The number of timed updates, after two that are not timed.
  /// - Returns: The median time, and the work done in it.
  package mutating func belief(repetitions: Int) -> WorldModelTiming {
    let side = configuration.model.imageSide
    let frame = Tensor(uniform: [1, side, side, 3], in: -0.5..<0.5, using: &generator)
    let action = Tensor(repeating: 0, shape: [1, PeerConfiguration.actionSize])
    var belief = model.dynamics.initialBelief(batchSize: 1)
    var pass = ForwardPass.inference(weights: .sampled, using: generator.split())
    return time("belief_update", repetitions, operations.filtering) { benchmark in
      let embedding = benchmark.model.embed(frame, in: &pass)
      let dynamics = benchmark.model.dynamics
      let evidence = dynamics.evidence(of: embedding, in: &pass)
      belief = dynamics.filter(evidence, after: action, from: belief, in: &pass)
    }
  }

  private mutating func time(
    _ measure: String, _ repetitions: Int, _ operations: Double,
    _ body: (inout WorldModelBenchmark) -> Void
  ) -> WorldModelTiming {
    let (a, b) = (random([2048, 2048]), random([2048, 2048]))
    func product() { keep(matmul(a, b)) }
    let clock = ContinuousClock()
    for _ in 0..<2 {
      body(&self)
      product()
    }
    // The two alternate, so that both see the machine in the same state; there are few products,
    // because each evicts the weights from the cache.
    var times: [Double] = []
    var productTimes: [Double] = []
    let pause = max(1, repetitions / 8)
    for repetition in 0..<repetitions {
      if repetition % pause == 0 { productTimes.append(clock.measure(product) / .seconds(1)) }
      times.append(clock.measure { body(&self) } / .seconds(1))
    }
    productTimes.append(clock.measure(product) / .seconds(1))
    return WorldModelTiming(
      measure: measure, seconds: times.median, operations: operations,
      productRate: 2 * 2048 * 2048 * 2048 / productTimes.median,
      parameters: model.parameters.reduce(0) { $0 + $1.parameter.value.count })
  }
}

/// The time of one of an agent's uses of its world model.
package struct WorldModelTiming: Hashable, Sendable {
  /// A description of what is measured.
  package var measure: String
  /// The median time, in seconds.
  package var seconds: Double
  /// The additions and multiplications in matrix products and convolutions.
  package var operations: Double
  /// The operations per second of a product of 2048 × 2048 matrices in the same process, before,
  /// during and after.
  package var productRate: Double
  /// The number of parameters of the model.
  package var parameters: Int
  /// The number of frames that a training step learns from.
  package var images: Int?
  /// The number of imagined decisions in a plan.
  package var transitions: Int?

  /// The operations per second.
  package var rate: Double { operations / seconds }

  fileprivate func with(images: Int? = nil, transitions: Int? = nil) -> WorldModelTiming {
    var timing = self
    (timing.images, timing.transitions) = (images, transitions)
    return timing
  }
}
