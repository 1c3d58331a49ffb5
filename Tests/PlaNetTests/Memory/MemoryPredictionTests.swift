import Base
import BayesianLayers
import Control
import Layers
import PlaNet
import Records
import Tensors
import Testing

@Suite struct MemoryPredictionTests {
  private static let environment = TimeLimit(SmallTask(), steps: 20)

  private func count(_ module: some Module) -> Double {
    module.parameters.reduce(0.0) { $0 + Double($1.parameter.value.count) }
  }

  /// Each part of the model is Bayesian once, alone.
  @Test(
    arguments: WorldModelConfiguration.Dynamics.allCases,
    WorldModelConfiguration.Latent.allCases)
  func parametersAreCountedWithoutAModel(
    dynamics: WorldModelConfiguration.Dynamics, latent: WorldModelConfiguration.Latent
  ) {
    let parts: [WritableKeyPath<WorldModelConfiguration, Estimator>?] = [
      nil, \.transition, \.cell, \.posterior, \.decoder,
    ]
    let views: [(observation: ObservationKind, side: Int)] = [
      (.frames, 32), (.frames, 64), (.vector(size: 8), 32),
    ]
    for (observation, side) in views {
      for part in parts {
        let configuration = WorldModelTests.configuration {
          ($0.dynamics, $0.latent, $0.imageSide) = (dynamics, latent, side)
          $0.transition = .deterministic
          if let part { $0[keyPath: part] = .reparameterization }
        }
        var generator = SeededGenerator(seed: 1)
        let model = WorldModel(
          configuration, observation: observation, actionSize: 2, using: &generator)
        let predicted = ParameterCount(configuration, observation: observation, actionSize: 2)
        #expect(
          predicted.total == count(model), "\(observation) of \(side), \(part as Any)")
      }
    }
  }

  @Test func parametersOfABehaviorAreCountedWithoutIt() {
    var behavior = BehaviorConfiguration()
    behavior.hiddenSizes = [5, 9]
    let configuration = WorldModelTests.configuration()
    var generator = SeededGenerator(seed: 1)
    let made = Behavior(configuration, behavior, actionSize: 3, using: &generator)
    #expect(ParameterCount(configuration, behavior, actionSize: 3).total == count(made))
  }

  /// R30: a model that no machine can hold is refused before its parts are created.
  @Test(arguments: [
    "model.hiddenSize", "model.deterministicSize", "model.stochasticSize",
    "model.rewardHiddenSizes", "behavior.hiddenSizes", "behavior.horizon", "behavior.proposals",
    "planner.candidates", "planner.horizon", "planner.iterations", "trainer.batchSize",
    "trainer.sequenceLength", "monitor.draws",
  ])
  func sizesThatDoNotFitAreRefusedBeforeTheyAreMade(setting: String) throws {
    var small = SmallRun.configuration(episodes: 1, updates: 1)
    small.trainer.evaluationInterval = 1
    var settings = try Settings(PlaNetConfiguration(), preset: "small", small)
    try settings.set("\(setting)=1000000")
    let large = try settings.configuration()
    try large.check()
    let run = SmallRun()
    let error = #expect(throws: RunError.self) {
      try run.train(large, availableBytes: 500_000_000) { _ in }
    }
    #expect(error?.exitStatus == .configuration)
    #expect(error?.description.contains("at most 500000000 bytes") == true)
    try run.train(small, availableBytes: 500_000_000) { _ in }
  }

  /// R30: the copies of parameters in a checkpoint during updates count, which has all of their
  /// values and moments, including the last good ones.
  @Test func savesAndReadersArePartOfThePrediction() throws {
    func counts(
      deterministicSize: Int
    ) throws -> (all: Int, largest: Int, training: Int, playing: Int) {
      var configuration = SmallRun.configuration(episodes: 1, updates: 2)
      configuration.model.deterministicSize = deterministicSize
      let run = SmallRun()
      try run.train(configuration) { trainer in
        try trainer.advance(throughUpdate: 0)
        trainer.save()
      }
      let parts = try #require(try run.checkpoint).parts.values
      let sizes = parts.map { $0.tensors.values.reduce(0) { $0 + $1.bytes.count } }
      return (
        sizes.reduce(0, +), sizes.max() ?? 0,
        MemoryPrediction(training: configuration, in: Self.environment, actionRepeat: 1).work,
        MemoryPrediction(playing: configuration, in: Self.environment).work
      )
    }
    let (small, large) = (try counts(deterministicSize: 12), try counts(deterministicSize: 600))
    let (all, largest) = (large.all - small.all, large.largest - small.largest)
    // The trainer has them and a checkpoint has; one part is encoded and read back at a time.
    #expect(large.training - small.training >= 2 * all + 2 * largest)
    // A prediction that is far too large would refuse what fits.
    #expect(large.training - small.training < 3 * all + 2 * largest)
    #expect(large.playing - small.playing >= all)
  }

  /// R30: evaluations and pictures that do not fit end with a message, too.
  @Test func runsThatAreReadAreCheckedToo() throws {
    let run = SmallRun()
    try run.train(SmallRun.configuration(episodes: 1, updates: 1)) { try $0.finish() }
    func agent(_ assignments: String...) throws -> PlaNetAgent {
      let loaded = try LoadedRun(
        run.path, changing: assignments, availableBytes: 500_000_000)
      return try loaded.agent(for: Self.environment)
    }
    _ = try agent()
    for setting in ["model.hiddenSize", "planner.horizon", "planner.candidates"] {
      let error = #expect(throws: RunError.self) { _ = try agent("\(setting)=1000000") }
      #expect(error?.description.hasPrefix("memory: ") == true, "\(setting): \(error as Any)")
    }
    var monitor = MonitorConfiguration()
    let loaded = try LoadedRun(run.path)
    func prediction() -> MemoryPrediction {
      MemoryPrediction(
        predicting: monitor, startsPerEpisode: 8, with: loaded, in: Self.environment, taskRepeat: 1)
    }
    try prediction().check(500_000_000)
    monitor.draws = 1_000_000
    #expect(throws: RunError.self) { try prediction().check(500_000_000) }
    func probe(_ episodes: Int, stride: Int = 2) -> MemoryPrediction {
      var probe = LatentProbe([ProbeTarget("speed", group: "velocity")])
      probe.stride = stride
      return MemoryPrediction(
        probing: episodes, by: probe, with: loaded, in: Self.environment, taskRepeat: 1)
    }
    try probe(12).check(500_000_000)
    #expect(throws: RunError.self) { try probe(1_000_000).check(500_000_000) }
    // 21 states of 12 and 4 components that have seen everything, in double precision.
    #expect(probe(3).work - probe(2).work > 21 * 16 * 8)
    #expect(probe(2, stride: 1).work > probe(2).work)
  }

  @Test func searchesInTheEnvironmentAreCheckedToo() throws {
    var planner = PlannerConfiguration()
    try MemoryPrediction(searching: planner, actionSize: 6).check(500_000_000)
    planner.candidates = 1_000_000
    #expect(throws: RunError.self) {
      try MemoryPrediction(searching: planner, actionSize: 6).check(500_000_000)
    }
  }

  /// R30: the rewards of everything that a policy imagines count.
  @Test func imaginedRewardsArePartOfThePrediction() {
    func work(horizon: Int, rewards: Int) -> Int {
      var configuration = SmallRun.configuration(episodes: 1, updates: 1)
      configuration.behavior.horizon = horizon
      configuration.model.rewardHiddenSizes = [rewards]
      return MemoryPrediction(training: configuration, in: SmallTask(), actionRepeat: 1).work
    }
    func growth(horizon: Int) -> Int {
      work(horizon: horizon, rewards: 1000) - work(horizon: horizon, rewards: 10)
    }
    // From six states, 47 decisions more.
    let least = 47 * 6 * 990 * MemoryLayout<Scalar>.size
    #expect(growth(horizon: 50) - growth(horizon: 3) >= least)
  }

  /// R30: the episodes that its monitor looks at count, whatever else it plays.
  @Test func evaluationIsPartOfThePrediction() {
    func work(interval: Int, episodes: Int, looked: Int) -> Int {
      var configuration = SmallRun.configuration(episodes: 1, updates: 1)
      configuration.trainer.evaluationInterval = interval
      configuration.trainer.evaluationEpisodes = episodes
      configuration.monitor.episodes = looked
      return MemoryPrediction(training: configuration, in: Self.environment, actionRepeat: 1).work
    }
    let (two, four) = (
      work(interval: 1, episodes: 10, looked: 2), work(interval: 1, episodes: 10, looked: 4)
    )
    // An episode has 21 observations of two components, and 20 actions of one and rewards.
    let episode = 21 * 8 + 20 * 8
    #expect(four - two >= 2 * episode)
    #expect(two - work(interval: 0, episodes: 10, looked: 2) >= 2 * episode)
    #expect(work(interval: 1, episodes: 1_000_000, looked: 2) == two)
    #expect(work(interval: 1, episodes: 2, looked: 1_000_000) == two)
  }

  /// R30: a short run never fills its replay, and is not refused for it.
  @Test func theReplayIsThatOfTheEpisodesThatAreCollected() {
    func replay(
      steps: Int, seedEpisodes: Int = 1, actionRepeat: Int = 1, capacity: Int = 1_000_000,
      goingOnWith episodes: [EpisodeFile] = [], after step: Int = 0
    ) -> Int {
      var configuration = SmallRun.configuration(episodes: 1, updates: 1)
      configuration.trainer.environmentSteps = steps
      configuration.trainer.seedEpisodes = seedEpisodes
      configuration.trainer.replayBytes = capacity
      return MemoryPrediction(
        training: configuration, in: Self.environment, actionRepeat: actionRepeat,
        goingOnWith: episodes, after: step
      ).replay
    }
    // An episode has 21 observations of two components, and 20 actions of one and rewards.
    let episode = 21 * 8 + 20 * 8
    // One is to spare.
    #expect(replay(steps: 60) == 4 * episode)
    #expect(replay(steps: 61) == 5 * episode)
    #expect(replay(steps: 60, seedEpisodes: 9) == 10 * episode)
    // The last of seven decisions of three steps is cut short.
    #expect(replay(steps: 600, actionRepeat: 3) == 31 * (8 * 8 + 7 * 8))
    #expect(replay(steps: 60, capacity: 700) == 700)
    // The newest episode is kept, however small the replay.
    #expect(replay(steps: 60, capacity: 1) == episode)
    let file = EpisodeFile(name: "", length: 500, size: 9000, checksum: 0)
    // What comes is added to what is there, which settings of another time made larger.
    #expect(replay(steps: 60, goingOnWith: [file, file], after: 60) == 18_000 + episode)
    #expect(replay(steps: 60, goingOnWith: [file, file], after: 40) == 18_000 + 2 * episode)
    #expect(
      replay(steps: 60, seedEpisodes: 4, goingOnWith: [file], after: 60) == 9000 + 4 * episode)
    #expect(replay(steps: 60, capacity: 700, goingOnWith: [file, file], after: 40) == 700)
    #expect(replay(steps: 600, goingOnWith: [file], after: 20) == 9000 + 30 * episode)
  }

  /// R30: episodes that other settings have made larger count before they are read.
  @Test func episodesOfARunThatGoesOnAreCounted() throws {
    var configuration = SmallRun.configuration(episodes: 3, updates: 1)
    let run = SmallRun()
    try run.train(configuration) { try $0.finish() }
    let sizes = try #require(try run.checkpoint).episodes.map(\.size)
    configuration.trainer.environmentSteps = 1
    try run.train(configuration) { trainer in
      let (kept, replay) = (sizes.reduce(0, +), trainer.memoryPrediction.replay)
      // One is to spare.
      #expect(sizes.count == 3 && kept < replay && replay < kept + sizes[0])
    }
  }

  /// With --force, the replay may exceed the available memory.
  @Test func theReplayCanBeLeftOut() throws {
    var configuration = SmallRun.configuration(episodes: 1, updates: 1)
    (configuration.trainer.replayBytes, configuration.trainer.environmentSteps) = (.max, .max)
    let memory = MemoryPrediction(
      training: configuration, in: Self.environment, actionRepeat: 1)
    #expect(memory.total == .max && memory.replay == .max)
    #expect(throws: RunError.self) { try memory.check(500_000_000) }
    try memory.withoutReplay.check(500_000_000)
    try memory.check(nil)
  }
}
