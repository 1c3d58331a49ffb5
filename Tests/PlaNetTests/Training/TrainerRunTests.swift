import Base
import Foundation
import Layers
import PlaNet
import Records
import Tensors
import Testing

@Suite struct TrainerRunTests {
  /// R25: decisions without any finite candidate are counted; ten in a row end training with 70.
  @Test func plansThatDivergeEndTraining() throws {
    let run = SmallRun()
    let error = #expect(throws: TrainingError.self) {
      try run.train(SmallRun.configuration(episodes: 3, updates: 3)) { trainer in
        // After the last update of the first planned episode's decisions have begun.
        try spoilAfterLearning(trainer)
      }
    }
    #expect(error == .plansDiverged(decisions: 10))
    #expect(error?.exitStatus == .failure)
    // What was saved is what was good.
    let model = try run.checkpoint?.parts["model"]
    #expect(
      model?.tensors.values.allSatisfy { $0.tensor?.scalars.allSatisfy(\.isFinite) ?? true } == true
    )
  }

  /// Plays until the first decision with a plan, then makes all rewards NaN.
  private func spoilAfterLearning(_ trainer: Trainer) throws {
    var update = -1
    trainer.alterGradients = { number, _ in update = number }
    while update < 2 { try trainer.advance() }
    // The end of the iteration, which saves, and one decision.
    for _ in 0..<2 { try trainer.advance() }
    for (path, parameter) in trainer.model.parameters where path.hasPrefix("reward") {
      parameter.value = Tensor(repeating: .nan, shape: parameter.value.shape)
    }
    _ = try trainer.run()
  }

  /// R25: below that, the plan of before goes on and is counted.
  @Test func someDecisionsWithoutAPlanAreCounted() throws {
    let run = SmallRun()
    try run.train(SmallRun.configuration(episodes: 2, updates: 3)) { trainer in
      var update = -1
      trainer.alterGradients = { number, _ in update = number }
      while update < 2 { try trainer.advance() }
      for _ in 0..<2 { try trainer.advance() }
      let rewards = trainer.model.parameters.filter { $0.path.hasPrefix("reward") }
      let values = rewards.map(\.parameter.value)
      for (_, parameter) in rewards {
        parameter.value = Tensor(repeating: .nan, shape: parameter.value.shape)
      }
      for _ in 0..<7 { try trainer.advance() }
      for ((_, parameter), value) in zip(rewards, values) { parameter.value = value }
      try trainer.finish()
    }
    #expect(try run.count("fallback_plans") == 7)
    let metrics = String(decoding: try DurableFile.read("\(run.path)/metrics.jsonl"), as: UTF8.self)
    #expect(metrics.contains("\"count/fallback_plans\":7.0"))
    #expect(metrics.contains("\"planner/nonfinite_candidates\":"))
  }

  /// R30.
  @Test func whatDoesNotFitIsRefusedBeforeAnythingIsRead() throws {
    let run = SmallRun()
    var configuration = SmallRun.configuration(episodes: 1, updates: 1)
    configuration.trainer.replayBytes = 5_000_000_000
    let error = #expect(throws: TrainingError.self) {
      try run.train(configuration, availableBytes: 5_000_000_000) { _ in }
    }
    #expect(error?.exitStatus == .configuration)
    #expect(error?.description.contains("5000000000") == true)
    try run.train(configuration, availableBytes: nil) { trainer in
      #expect(trainer.memory.replay == 5_000_000_000)
      #expect(trainer.memory.total > 5_000_000_000)
    }
  }

  /// R13: an episode whose file cannot be written is written with the next save.
  @Test func episodesThatCannotBeWrittenComeWithTheNextSave() throws {
    let run = SmallRun()
    var configuration = SmallRun.configuration(episodes: 4, updates: 1)
    configuration.trainer.checkpointSeconds = 3600
    try run.train(configuration) { trainer in
      var update = -1
      trainer.alterGradients = { number, _ in update = number }
      while update < 0 { try trainer.advance() }
      // A file in the folder's place makes every write below it fail, for root too.
      let (folder, aside) = ("\(run.path)/episodes", "\(run.path)/aside")
      try FileManager.default.moveItem(atPath: folder, toPath: aside)
      try Data().write(to: URL(fileURLWithPath: folder))
      while update < 2 { try trainer.advance() }
      try FileManager.default.removeItem(atPath: folder)
      try FileManager.default.moveItem(atPath: aside, toPath: folder)
      try trainer.finish()
    }
    #expect(run.warnings.contains { $0.contains("stays in memory") })
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(run.path)/episodes")
    #expect(names.count == 4)
    #expect(try run.checkpoint?.episodes.map(\.name) == names.sorted())
  }
}
