import Base
import Glibc
import Records
import Testing

/// The remains of failed saves and of other programs among a run's checkpoints.
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

  /// R9: damaged remains are reported and removed; what cannot be read at present may be whole.
  @Test func onlyDamagedCheckpointsAreRemoved() throws {
    var first = CheckpointStore(run: "run", in: files)
    for step in [1, 2] { _ = try first.save(Checkpoint(sample: step)) }
    // A program that goes on with the run has verified none of them.
    var second = CheckpointStore(run: "run", in: files)
    files.fail { _, event in
      "\(event)" == "read run/ckpt/step-000000000001/manifest.json" ? EMFILE : nil
    }
    let unread = try second.save(Checkpoint(sample: 3)).warnings
    files.fail { _, _ in nil }
    #expect(unread.count == 1 && unread[0].hasSuffix("the checkpoint is left as it is"))
    #expect(try second.steps() == [3, 2, 1])
    try files.flipBit(3000, of: "run/ckpt/step-000000000001/model.safetensors")
    var third = CheckpointStore(run: "run", keeping: 4, in: files)
    let damaged = try third.save(Checkpoint(sample: 4)).warnings
    #expect(damaged.count == 1 && damaged[0].hasSuffix("the checkpoint is removed"))
    #expect(damaged[0].contains("step-000000000001/model.safetensors"))
    #expect(try third.steps() == [4, 3, 2])
  }

  /// R12: reading while another program saves finds a checkpoint, whatever is removed meanwhile.
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
