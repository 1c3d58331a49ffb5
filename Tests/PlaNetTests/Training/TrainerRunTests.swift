import Control
import Foundation
import PlaNet
import Records
import Testing

@Suite struct TrainerRunTests {
  /// R30.
  @Test func whatDoesNotFitIsRefusedBeforeAnythingIsRead() throws {
    let run = SmallRun()
    var configuration = SmallRun.configuration(episodes: 1, updates: 1)
    configuration.trainer.replayBytes = 5_000_000_000
    configuration.trainer.environmentSteps = 1_000_000_000
    let error = #expect(throws: RunError.self) {
      try run.train(configuration, availableBytes: 5_000_000_000) { _ in }
    }
    #expect(error?.exitStatus == .configuration)
    #expect(error?.description.contains("5000000000") == true)
    try run.train(configuration, availableBytes: nil) { trainer in
      #expect(trainer.memoryPrediction.replay == 5_000_000_000)
      #expect(trainer.memoryPrediction.total > 5_000_000_000)
    }
  }

  @Test func wrongSettingsAreRefusedBeforeAnythingIsMade() throws {
    let run = SmallRun()
    var configuration = SmallRun.configuration(episodes: 1, updates: 1)
    configuration.planner.elites = configuration.planner.candidates + 1
    let error = #expect(throws: SettingsError.self) { try run.train(configuration) { _ in } }
    #expect(error?.description.hasPrefix("planner.elites: expected 1 to ") == true)
  }

  @Test func whatKilledWritesHaveLeftGoesWithTheNextSave() throws {
    let run = SmallRun()
    func url(_ name: String) -> URL { URL(fileURLWithPath: "\(run.path)/\(name)") }
    let waste = [
      "episodes/episode-000000000001.safetensors.tmp-99",
      "video/open-loop-000000000020.png.tmp-99", "config.toml.tmp-99", "metrics.jsonl.tmp-99",
    ]
    let own = ["video/mine.tmp-99", "mine.tmp-99"]
    try run.train(SmallRun.configuration(episodes: 3, updates: 1)) { trainer in
      // The newest episode is the second, whose name sorts after the first file.
      try trainer.advance(throughUpdate: 1)
      for name in waste + own { try Data().write(to: url(name)) }
      trainer.save()
    }
    for name in waste {
      #expect(!FileManager.default.fileExists(atPath: url(name).path), "\(name)")
    }
    for name in own { #expect(FileManager.default.fileExists(atPath: url(name).path), "\(name)") }
    #expect(try run.checkpoint?.episodes.count == 2)
  }

  /// R25: an evaluation whose plans have no finite return reports it.
  @Test func anEvaluationCountsPlansWithoutAFiniteReturn() throws {
    var configuration = SmallRun.configuration(episodes: 2, updates: 3)
    configuration.trainer.evaluationInterval = 1
    configuration.trainer.evaluationEpisodes = 2
    let run = SmallRun()
    try run.train(configuration) { trainer in
      try trainer.advance(throughUpdate: 5)
      // The end of the updates, which only the evaluation follows.
      try trainer.advance()
      trainer.spoilRewards()
      try trainer.advance()
    }
    let metrics = try run.metrics
    #expect(metrics["evaluation/fallback_plans"]?.map(\.value) == [40])
    #expect(metrics["evaluation/nonfinite_candidates"]?.first?.value ?? 0 >= 40 * 20)
    #expect(run.warnings.count == 1)
    #expect(run.warnings.first?.contains("at 40 of 40 decisions none had one") == true)
  }

  /// R13: an episode whose file cannot be written is written with the next save.
  @Test func episodesThatCannotBeWrittenComeWithTheNextSave() throws {
    let run = SmallRun()
    var configuration = SmallRun.configuration(episodes: 4, updates: 1)
    configuration.trainer.checkpointSeconds = 3600
    try run.train(configuration) { trainer in
      try trainer.advance(throughUpdate: 0)
      // A file in the folder's place makes every write below it fail, for root too.
      let (folder, aside) = ("\(run.path)/episodes", "\(run.path)/aside")
      try FileManager.default.moveItem(atPath: folder, toPath: aside)
      try Data().write(to: URL(fileURLWithPath: folder))
      try trainer.advance(throughUpdate: 2)
      try FileManager.default.removeItem(atPath: folder)
      try FileManager.default.moveItem(atPath: aside, toPath: folder)
      try trainer.finish()
    }
    #expect(run.warnings.contains { $0.contains("stays in memory") })
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(run.path)/episodes")
    #expect(names.count == 4)
    #expect(try run.checkpoint?.episodes.map(\.name) == names.sorted())
  }

  /// R26: dropped episodes are counted; if all are dropped, training ends with 70.
  @Test func simulationsThatAllDivergeEndTraining() throws {
    let configuration = SmallRun.configuration(episodes: 5, updates: 2)
    let run = SmallRun()
    let error = #expect(throws: TrainingError.self) {
      try run.train(configuration, in: SmallTask(soundSteps: 3)) { _ = try $0.run() }
    }
    #expect(error == .simulationsDiverged(episodes: 10))
    #expect(error?.exitStatus == .failure)
    #expect(error?.description.contains("look for what makes the task unstable") == true)
    // Each ended its iteration, so that a person could see them coming.
    #expect(try run.metrics["count/dropped_episodes"]?.map(\.value) == (1...10).map(Double.init))
    // A resumed run has the full number of chances again.
    try run.train(configuration) { try $0.finish() }
    #expect(try run.count("dropped_episodes") == 10)
    #expect(try run.count("episodes") == 3)
  }

  /// R26: a dropped episode has no updates, and is no reason to omit the last evaluation.
  @Test func aRunWhoseLastEpisodeIsDroppedIsEvaluated() throws {
    var configuration = SmallRun.configuration(episodes: 2, updates: 2)
    configuration.trainer.environmentSteps = 22
    configuration.trainer.evaluationInterval = 5
    let run = SmallRun()
    try run.train(configuration) { trainer in
      try trainer.advance(throughUpdate: 1)
      // The end of the updates, which ends with a save.
      try trainer.advance()
    }
    try run.train(configuration, in: SmallTask(soundSteps: 3)) { try $0.finish() }
    let metrics = try run.metrics
    #expect(metrics["evaluation/score"]?.map(\.step) == [24])
    #expect(metrics["count/dropped_episodes"]?.map(\.value) == [0, 1])
    #expect(metrics["count/phase_updates"]?.map(\.value) == [2, 0])
  }

  /// Any error that ends training leaves a checkpoint.
  @Test func sequencesThatNoEpisodeHasLeaveACheckpoint() throws {
    var configuration = SmallRun.configuration(episodes: 3, updates: 2)
    configuration.trainer.sequenceLength = 30
    let run = SmallRun()
    #expect(throws: TrainingError.episodesTooShort(sequenceLength: 30, longest: 21)) {
      try run.train(configuration) { _ = try $0.run() }
    }
    #expect(try run.checkpoint?.episodes.map(\.length) == [20])
    configuration.trainer.sequenceLength = 10
    try run.train(configuration) { try $0.finish() }
    #expect(try run.count("updates") == 6)
  }

  /// An episode in which an action was refused is left out.
  @Test func aRefusedActionLeavesACheckpoint() throws {
    let configuration = SmallRun.configuration(episodes: 3, updates: 2)
    let run = SmallRun()
    #expect(throws: ActionError.notANumber(component: 0)) {
      try run.train(configuration, in: SmallTask(takenSteps: 5)) { _ = try $0.run() }
    }
    #expect(try run.count("environment_steps") == 5)
    try run.train(configuration) { try $0.finish() }
    #expect(try run.checkpoint?.episodes.map(\.length) == [20, 20, 20])
  }

  @Test func anEpisodeThatIsKeptForgivesThoseThatWereDropped() throws {
    let configuration = SmallRun.configuration(episodes: 50, updates: 2)
    let run = SmallRun()
    func dropNine(_ trainer: Trainer) throws {
      for _ in 0..<9 * 4 { try trainer.advance() }
      trainer.save()
    }
    let task = SmallTask(soundSteps: 3)
    try run.train(configuration, in: task, dropNine)
    try run.train(configuration) { trainer in
      // An episode, its updates, and their end.
      try trainer.advance(throughUpdate: 1)
      try trainer.advance()
      trainer.save()
    }
    try run.train(configuration, in: task, dropNine)
    #expect(try run.count("dropped_episodes") == 18)
    #expect(throws: TrainingError.simulationsDiverged(episodes: 10)) {
      try run.train(configuration, in: task) { trainer in
        for _ in 0..<4 { try trainer.advance() }
      }
    }
  }
}
