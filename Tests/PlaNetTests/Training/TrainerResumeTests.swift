import Control
import Foundation
import PlaNet
import Records
import Tensors
import Testing

@Suite struct TrainerResumeTests {
  /// An evaluation may take longer than everything before it: a kill during it costs nothing else.
  @Test func aRunThatIsKilledAmidAnEvaluationGoesOnWithIt() throws {
    var configuration = SmallRun.configuration(episodes: 3, updates: 2)
    configuration.trainer.evaluationInterval = 1
    let whole = SmallRun()
    try whole.train(configuration) { try $0.finish() }
    let run = SmallRun()
    try run.train(configuration) { trainer in
      try trainer.advance(throughUpdate: 3)
      // The end of the updates is no longer the checkpoint of the last of them.
      trainer.save()
      try trainer.advance()
    }
    #expect(try run.checkpoint?.parts["agent"]?.tensors["phase"]?.integers == [2])
    try run.train(configuration) { trainer in
      try trainer.advance()
      #expect(try run.metrics["evaluation/score"]?.map(\.step) == [40])
      try trainer.finish()
    }
    #expect(try run.untimedCheckpoint == whole.untimedCheckpoint)
    #expect(try run.untimedMetrics == whole.untimedMetrics)
  }

  /// R29: an interrupted evaluation is repeated, even if only predictions were missing.
  @Test func anEvaluationIsLeftAmidItsPredictions() throws {
    var configuration = SmallRun.configuration(episodes: 2, updates: 2)
    configuration.trainer.evaluationInterval = 1
    configuration.trainer.evaluationEpisodes = 8
    (configuration.monitor.episodes, configuration.monitor.horizon) = (8, 12)
    let whole = SmallRun()
    try whole.train(configuration) { try $0.finish() }
    // Before each of two episodes of the replay, between drawn weights and mean ones, before each
    // of two chunks of steps, and before the picture.
    #expect(whole.progress.count { $0.isAmidPredictions } == 6)
    for asked in 1...6 {
      let run = SmallRun()
      try run.train(configuration) { trainer in
        var count = 0
        trainer.shouldStop = {
          if run.progress.last?.isAmidPredictions == true { count += 1 }
          return count >= asked
        }
        let outcome = try trainer.run()
        #expect(outcome == .stopped)
      }
      #expect(try run.checkpoint?.parts["agent"]?.tensors["phase"]?.integers == [2])
      #expect(try run.metrics["evaluation/score"] == nil)
      try run.train(configuration) { try $0.finish() }
      #expect(try run.untimedCheckpoint == whole.untimedCheckpoint, "\(asked)")
      #expect(try run.untimedMetrics == whole.untimedMetrics, "\(asked)")
    }
  }

  /// Time ends a run wherever it is; with more of it, the run goes on.
  @Test func aRunEndsWhenItsTimeIsUp() throws {
    let configuration = SmallRun.configuration(episodes: 3, updates: 2)
    let whole = SmallRun()
    try whole.train(configuration) { try $0.finish() }
    let run = SmallRun()
    try run.train(configuration) { trainer in
      for _ in 0..<7 { try trainer.advance() }
      let outcome = try trainer.run(until: trainer.stopwatch.trainingSeconds + 1e-9)
      #expect(outcome == .timeIsUp)
    }
    let steps = try #require(try run.count("environment_steps"))
    #expect((7...8).contains(steps))
    try run.train(configuration) { trainer in
      let outcomes = [try trainer.run(until: 1e-9), try trainer.run(until: 1e9)]
      #expect(outcomes == [.timeIsUp, .finished])
    }
    #expect(try run.untimedCheckpoint == whole.untimedCheckpoint)
  }

  @Test(
    arguments: [PlannerConfiguration.Method.improvedCrossEntropy, .pathIntegral], [2, 7])
  func aPlanOfAnotherHorizonIsDropped(method: PlannerConfiguration.Method, horizon: Int) throws {
    var configuration = SmallRun.configuration(episodes: 2, updates: 3)
    configuration.planner.method = method
    let run = SmallRun()
    try run.train(configuration) { try $0.stopAmidPlans() }
    let kept = try run.checkpoint?.parts["agent"]?.tensors["planner/mean"]
    #expect(kept?.shape == [4, 1, 1])
    configuration.planner.horizon = horizon
    try run.train(configuration) { try $0.finish() }
    #expect(
      run.warnings == [
        "the plan of the open episode was dropped: it is of 4 decisions, and planner.horizon is"
          + " \(horizon) now"
      ])
    #expect(try run.checkpoint?.episodes.map(\.length) == [20, 20])
  }

  @Test func anEpisodeOfOtherActionRepeatsIsDropped() throws {
    var configuration = SmallRun.configuration(episodes: 3, updates: 3)
    let run = SmallRun()
    // After 15 decisions of 1 step, the 20 steps of an episode would be over at 2 steps each.
    try run.train(configuration) { try $0.stopAmidPlans(decisions: 15) }
    configuration.trainer.actionRepeat = 2
    try run.train(configuration) { try $0.finish() }
    #expect(
      run.warnings == [
        "the open episode was dropped: its actions were taken for 1 environment steps each, and "
          + "would be for 2 now"
      ])
    #expect(try run.checkpoint?.episodes.map(\.length) == [20, 10, 10])
  }

  @Test func anEpisodeThatWouldBeOverIsDropped() throws {
    let configuration = SmallRun.configuration(episodes: 2, updates: 3)
    let run = SmallRun()
    try run.train(configuration) { try $0.stopAmidPlans(decisions: 15) }
    try run.train(configuration, in: TimeLimit(SmallTask(), steps: 12)) { try $0.finish() }
    #expect(
      run.warnings == [
        "the open episode was dropped: with this environment it ends after 12 of its 15 actions"
      ])
    #expect(try run.checkpoint?.episodes.map(\.length) == [20, 12])
  }

  /// U15: a fault in a checkpoint is reported with its place, whoever wrote it.
  @Test(arguments: ["phase", "belief/stochastic"])
  func aFaultOfACheckpointIsToldWithItsPlace(name: String) throws {
    let error = try faultOfARun(with: StoredTensor(integers: [9], shape: [1]), at: name)
    #expect(error?.what == "tensor '\(name)'")
  }

  /// R21: counts near overflow are refused.
  @Test(
    arguments: [Int64.max, 1 << 53 + 1, -1] as [Int64],
    ["clock", "logged_step", "environment_steps"])
  func countsThatNoRunReachesAreRefused(count: Int64, name: String) throws {
    let error = try faultOfARun(
      with: StoredTensor(integers: [count], shape: []), at: "count/\(name)")
    #expect(error?.found == "\(count)")
  }

  /// R21: no metric can have such a name.
  @Test(arguments: ["step", "wall_time", "nonfinite"])
  func measurementsOfAReservedNameAreRefused(name: String) throws {
    let error = try faultOfARun(
      with: StoredTensor(unsignedIntegers: [0, 0], shape: [2]), at: "tally/\(name)")
    #expect(error?.found == "'\(name)'")
  }

  /// A run that has ended goes on where it is to begin with more episodes, which nothing is learned
  /// from until they are there.
  @Test func moreSeedEpisodesAreCollected() throws {
    var configuration = SmallRun.configuration(episodes: 2, updates: 2)
    let run = SmallRun()
    try run.train(configuration) { try $0.finish() }
    configuration.trainer.seedEpisodes = 5
    try run.train(configuration) { try $0.finish() }
    #expect(try run.count("episodes") == 5)
    let metrics = try RunHistory(of: run.path).metrics
    #expect(metrics["count/phase_updates"]?.map(\.value).suffix(3) == [0, 0, 2])
  }

  /// A run that has taken more steps than it is given ends after its open episode.
  @Test(arguments: [false, true])
  func fewerStepsThanAreDoneAreEnough(isAmidAnEpisode: Bool) throws {
    var configuration = SmallRun.configuration(episodes: 4, updates: 2)
    let run = SmallRun()
    try run.train(configuration) { trainer in
      try trainer.advance(throughUpdate: 3)
      // The end of the updates, and a decision.
      for _ in 0..<(isAmidAnEpisode ? 2 : 1) { try trainer.advance() }
      trainer.save()
    }
    #expect(try run.count("episodes") == 2)
    configuration.trainer.environmentSteps = 30
    try run.train(configuration) { try $0.finish() }
    #expect(try run.count("episodes") == (isAmidAnEpisode ? 3 : 2))
  }

  /// A run that is given fewer steps than it has taken ends, too, if its open episode was dropped.
  @Test func nothingIsPlayedInPlaceOfADroppedEpisode() throws {
    var configuration = SmallRun.configuration(episodes: 4, updates: 2)
    let run = SmallRun()
    try run.train(configuration) { trainer in
      try trainer.advance(throughUpdate: 3)
      for _ in 0..<2 { try trainer.advance() }
      trainer.save()
    }
    configuration.trainer.environmentSteps = 30
    configuration.trainer.actionRepeat = 2
    try run.train(configuration) { try $0.finish() }
    #expect(run.warnings.count { $0.hasPrefix("the open episode was dropped") } == 1)
    #expect(try run.count("episodes") == 2)
  }

  /// R21: a planner's mean must be a single sequence.
  @Test(arguments: ["mean", "actions"])
  func aPlanOfTwoSequencesIsRefused(name: String) throws {
    let two = StoredTensor(Tensor(repeating: 0, shape: [4, 2, 1]))
    let error = try faultOfARun(with: two, at: "planner/\(name)")
    #expect(error?.expected == "[4, 1, 1]" && error?.found == "[4, 2, 1]")
  }

  /// An action that is NaN is neither taken by an environment nor made by a planner.
  @Test(arguments: [Scalar.nan, .infinity])
  func actionsThatAreNotFiniteAreRefused(value: Scalar) throws {
    let episode = try faultOfARun(
      with: StoredTensor(Tensor([0, value, 0], shape: [3, 1])), at: "open_episode/actions"
    ) { trainer in
      for _ in 0..<3 { try trainer.advance() }
    }
    #expect(episode?.what == "tensor 'open_episode/actions'")
    let plan = StoredTensor(Tensor(repeating: value, shape: [4, 1, 1]))
    #expect(try faultOfARun(with: plan, at: "planner/mean")?.expected == "finite numbers")
  }

  /// Returns the fault in a run whose agent is saved with a different tensor, after some work.
  private func faultOfARun(
    with tensor: StoredTensor, at name: String,
    after work: (Trainer) throws -> Void = { try $0.advance(throughUpdate: 1) }
  ) throws -> DataError? {
    let configuration = SmallRun.configuration(episodes: 2, updates: 2)
    let run = SmallRun()
    try run.train(configuration) { trainer in
      try work(trainer)
      trainer.save()
    }
    var checkpoint = try #require(try run.checkpoint)
    checkpoint.step += 1
    checkpoint.parts["agent"]?.tensors[name] = tensor
    var store = CheckpointStore(run: run.path)
    let place = try store.save(checkpoint).path
    let error = #expect(throws: DataError.self) {
      try run.train(configuration) { try $0.finish() }
    }
    #expect(error?.file == place)
    return error
  }

  /// U13: the setting is different, and nothing is damaged.
  @Test func aPolicyCannotBeAddedOnAResume() throws {
    var configuration = SmallRun.configuration(episodes: 2, updates: 2)
    configuration.behavior.isLearned = false
    let run = SmallRun()
    try run.train(configuration) { $0.save() }
    configuration.behavior.isLearned = true
    let error = #expect(throws: RunError.self) { try run.train(configuration) { _ in } }
    #expect(error?.exitStatus == .configuration)
    #expect(error?.description.contains("behavior.isLearned is true") == true)
  }
}

extension Trainer {
  /// Works until so many decisions of the first planned episode, after three updates, and saves.
  fileprivate func stopAmidPlans(decisions: Int = 3) throws {
    try advance(throughUpdate: 2)
    // The end of the updates comes first.
    for _ in 0..<decisions + 1 { try advance() }
    save()
  }
}

extension Records.Progress {
  /// Whether open-loop predictions are being made.
  fileprivate var isAmidPredictions: Bool { details.first == "predictions" }
}

extension SmallRun {
  /// All measurements but those that depend on the clock or the machine.
  var untimedMetrics: [String: [RunHistory.Point]] {
    get throws {
      try metrics.filter { name, _ in
        !["time/", "rate/", "memory/"].contains { name.hasPrefix($0) }
      }
    }
  }
}
