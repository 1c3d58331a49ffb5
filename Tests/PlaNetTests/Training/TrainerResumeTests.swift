import Control
import Foundation
import PlaNet
import Records
import Testing

@Suite struct TrainerResumeTests {
  /// R5: whatever was done last before a save, a run that goes on from there ends with the same bits.
  @Test func aRunGoesOnFromEveryPieceOfWork() throws {
    var configuration = SmallRun.configuration(episodes: 3, updates: 2)
    configuration.trainer.environmentSteps = 18
    configuration.trainer.sequenceLength = 5
    configuration.trainer.evaluationInterval = 2
    configuration.trainer.checkpointSeconds = 3600
    configuration.trainer.keptCheckpoints = 100
    let task = TimeLimit(SmallTask(), steps: 6)
    let whole = SmallRun()
    try whole.train(configuration, in: task) { trainer in
      // Six decisions, two updates and their end, three times, and an evaluation.
      for _ in 0..<28 {
        try trainer.advance()
        trainer.save()
      }
      try trainer.finish()
    }
    let steps = try CheckpointStore(run: whole.path).steps()
    #expect(steps.count > 20)
    var openEpisodes = 0
    for step in steps {
      let resumed = SmallRun()
      try FileManager.default.copyItem(atPath: whole.path, toPath: resumed.path)
      let store = CheckpointStore(run: resumed.path)
      for other in steps where other != step {
        try FileManager.default.removeItem(atPath: store.path(ofStep: other))
      }
      openEpisodes += try resumed.checkpoint?.generators["open_episode"] == nil ? 0 : 1
      try resumed.train(configuration, in: task) { try $0.finish() }
      #expect(resumed.warnings == [], "step \(step)")
      #expect(try resumed.untimedCheckpoint == whole.untimedCheckpoint, "step \(step)")
      #expect(try resumed.untimedMetrics == whole.untimedMetrics, "step \(step)")
    }
    #expect(openEpisodes == 15)
  }
}

extension SmallRun {
  /// The newest checkpoint without what depends on the clock.
  fileprivate var untimedCheckpoint: Checkpoint? {
    get throws {
      var checkpoint = try checkpoint
      checkpoint?.parts["time"] = nil
      return checkpoint
    }
  }

  /// All measurements but those that depend on the clock or the machine.
  fileprivate var untimedMetrics: [String: [RunHistory.Point]] {
    get throws {
      try metrics.filter { name, _ in
        !["time/", "rate/", "memory/"].contains { name.hasPrefix($0) }
      }
    }
  }
}
