import Base
import Foundation
import Layers
import PlaNet
import Records
import Tensors
import Testing

@Suite struct TrainerRunTests {
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
}
