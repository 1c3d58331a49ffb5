import Base
import Glibc
import Records
import Testing

/// What saves that failed, and other programs, leave of a run's checkpoints.
@Suite struct CheckpointLeftoversTests {
  private let files = VolatileFileSystem()

  init() throws {
    try files.createFolder("run")
    try files.synchronizeFolder("")
  }

  /// R3: nothing is acknowledged before it is safe, whoever has written it.
  @Test func whatIsThereAlreadyIsMadeSafe() throws {
    var store = CheckpointStore(run: "run", keeping: 1, in: files)
    _ = try store.save(Checkpoint(sample: 1))
    files.fail { _, event in "\(event)" == "synchronize folder run/ckpt" ? EIO : nil }
    #expect(throws: FileError.self) { try store.save(Checkpoint(sample: 2)) }
    files.fail { _, _ in nil }
    let again = try store.save(Checkpoint(sample: 2))
    #expect(!again.isNew)
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<50 {
      let after = CheckpointStore(run: "run", in: files.crashed(using: &generator))
      #expect(try after.loadNewest()?.checkpoint.step == 2)
    }
  }

  /// R12: who reads while another program saves finds a checkpoint, whatever is removed meanwhile.
  @Test(arguments: 0..<6) func whatIsRemovedMeanwhileGivesWayToTheNext(instant: Int) throws {
    var store = CheckpointStore(run: "run", keeping: 1, in: files)
    _ = try store.save(Checkpoint(sample: 1))
    files.fail { [files] index, _ in
      guard index == instant else { return nil }
      var store = CheckpointStore(run: "run", keeping: 1, in: files)
      _ = try? store.save(Checkpoint(sample: 2))
      return nil
    }
    let newest = try #require(try store.loadNewest(strict: true))
    #expect(newest.checkpoint == Checkpoint(sample: newest.checkpoint.step))
    #expect(newest.checkpoint.step == (instant < 5 ? 2 : 1))
  }
}
