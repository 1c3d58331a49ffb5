import Base
import Glibc
import Records
import Testing

@Suite struct CheckpointStoreTests {
  private let files = VolatileFileSystem()

  init() throws {
    try files.createFolder("run")
    try files.synchronizeFolder("")
  }

  @Test func loadsWhatItSaved() throws {
    var store = CheckpointStore(run: "run", in: files)
    #expect(try store.loadNewest() == nil)
    for step in [10, 20] {
      let report = try store.save(Checkpoint(sample: step))
      #expect(report.isNew && report.warnings.isEmpty)
      #expect(try store.loadNewest()?.checkpoint == Checkpoint(sample: step))
    }
    #expect(try store.steps() == [20, 10])
    #expect(try files.names(in: "run/ckpt") == ["step-000000000010", "step-000000000020"])
  }

  @Test func savingWhatWasLoadedGivesTheSameBytes() throws {
    var store = CheckpointStore(run: "run", in: files)
    let first = try store.save(Checkpoint(sample: 10)).path
    let loaded = try #require(try store.loadNewest()).checkpoint
    try files.createFolder("other")
    var other = CheckpointStore(run: "other", in: files)
    let second = try other.save(loaded).path
    #expect(try files.names(in: first) == files.names(in: second))
    for name in try files.names(in: first) {
      #expect(try files.read("\(first)/\(name)") == files.read("\(second)/\(name)"), "\(name)")
    }
  }

  /// The layout that every version of the program reads.
  @Test func manifestsAreALineOfJSON() throws {
    try files.createFolder("run/episodes")
    try files.replace("run/episodes/e\"1", by: [1, 2])
    var store = CheckpointStore(run: "run", in: files)
    let episode = EpisodeFile(name: "e\"1", length: 5, size: 2, checksum: 0xAB)
    let checkpoint = Checkpoint(
      step: 7, producer: "0.1\n", configurationDigest: "ab", episodes: [episode],
      arithmetic: ["b": "2", "a": "1"],
      generators: ["g": SeededGenerator(seed: 1, stream: 2, position: 255)])
    let manifest = try files.read("\(store.save(checkpoint).path)/manifest.json")
    let expected =
      #"{"format_version":1,"producer":"0.1\n","step":7,"configuration_sha256":"ab","files":[],"#
      + #""episodes":[{"name":"e\"1","length":5,"size":2,"crc32c":"000000ab"}],"#
      + #""arithmetic":{"a":"1","b":"2"},"generators":{"g":{"seed":"0000000000000001","#
      + #""stream":"0000000000000002","position":"00000000000000ff"}},"crc32c":""#
    let text = String(decoding: manifest, as: UTF8.self)
    #expect(text.hasPrefix(expected) && text.hasSuffix("\"}\n"))
    #expect(text.utf8.count == expected.utf8.count + 8 + 3)
  }

  @Test func keepsTheNewest() throws {
    var store = CheckpointStore(run: "run", keeping: 2, in: files)
    for step in 1...5 { _ = try store.save(Checkpoint(sample: step)) }
    #expect(try store.steps() == [5, 4])
    let again = try store.save(Checkpoint(sample: 5))
    #expect(!again.isNew)
    #expect(try store.steps() == [5, 4])
  }

  /// R4: nothing is acknowledged before it is safe, and names become durable after what they name.
  @Test func synchronizesInOrder() throws {
    var store = CheckpointStore(run: "run", keeping: 1, in: files)
    _ = try store.save(Checkpoint(sample: 1))
    files.fail { _, _ in nil }
    _ = try store.save(Checkpoint(sample: 2))
    let events = files.events.map { event in
      let name = event.path.replacing(/\.tmp-[0-9a-f]+/, with: "TMP")
      return "\(event.operation) \(name)"
    }.filter { !$0.hasPrefix("read") && !$0.hasPrefix("list") }
    let file = { (name: String) in
      ["open", "write", "synchronize"].map { "\($0) run/ckpt/TMP/\(name)" }
    }
    let expected =
      ["create folder run/ckpt/TMP"]
      + ["agent", "model", "optim"].flatMap { file("\($0).safetensors") }
      + ["synchronize folder run/ckpt/TMP"] + file("manifest.json")
      + ["synchronize folder run/ckpt/TMP", "rename run/ckpt/step-000000000002"]
      + ["synchronize folder run/ckpt", "rename run/ckpt/TMP"]
    #expect(Array(events.prefix(expected.count)) == expected)
    // The old one goes only after the new one was read back.
    let read = try #require(files.events.lastIndex { $0.operation == "read" })
    let removal = try #require(files.events.firstIndex { $0.operation == "remove" })
    #expect(read < removal)
  }

  /// R3: after a loss of power at any moment, the newest checkpoint is a complete one that was
  /// saved, and none that was acknowledged is lost.
  @Test func survivesALossOfPower() throws {
    var generator = SeededGenerator(seed: 3)
    var operationCount = 0
    for state in 0..<1_000 {
      let files = VolatileFileSystem()
      try files.createFolder("run")
      try files.synchronizeFolder("")
      var store = CheckpointStore(run: "run", keeping: 2, in: files)
      // The first runs through, so that the number of operations is known.
      let last = state == 0 ? Int.max : generator.nextInteger(below: operationCount)
      files.fail { index, _ in index >= last ? EIO : nil }
      var acknowledged = 0
      for step in 1...4 {
        guard (try? store.save(Checkpoint(sample: step, elementCount: 700))) != nil else { break }
        acknowledged = step
      }
      if state == 0 { operationCount = files.events.count }
      let after = CheckpointStore(run: "run", in: files.crashed(using: &generator))
      let newest = try after.loadNewest()
      let step = newest?.checkpoint.step ?? 0
      #expect(step >= acknowledged, "state \(state): \(step) after \(acknowledged)")
      if let newest {
        #expect(newest.checkpoint == Checkpoint(sample: step, elementCount: 700), "state \(state)")
      }
    }
    #expect(operationCount > 80)
  }

  /// R13 and R14: whatever fails, the old checkpoint stays, and no temporary files do.
  @Test(arguments: [ENOSPC, EIO])
  func survivesAFailureOfAnyOperation(code: Int32) throws {
    var failures = 0
    for failing in 0..<Int.max {
      let files = VolatileFileSystem()
      try files.createFolder("run")
      var store = CheckpointStore(run: "run", keeping: 1, in: files)
      _ = try store.save(Checkpoint(sample: 1))
      files.fail { index, _ in index == failing ? code : nil }
      let report = try? store.save(Checkpoint(sample: 2))
      let happened = files.events
      files.fail { _, _ in nil }
      guard happened.count > failing else { break }
      if report == nil { failures += 1 }
      let event = happened[failing]
      let newest = try #require(try store.loadNewest(strict: true), "\(event)")
      let isPublished = event.operation == "synchronize folder" && event.path == "run/ckpt"
      if report != nil { #expect(newest.checkpoint.step == 2, "\(event)") }
      if event.operation == "synchronize" || event.operation == "write" {
        #expect(newest.checkpoint.step == 1 && report == nil, "\(event)")
      }
      #expect(newest.checkpoint == Checkpoint(sample: newest.checkpoint.step))
      if report == nil && !isPublished {
        let left = try files.names(in: "run/ckpt").filter { $0.hasPrefix(".tmp") }
        #expect(left.isEmpty, "\(event)")
      }
      // The next save goes through and leaves nothing behind.
      _ = try store.save(Checkpoint(sample: 3))
      #expect(try files.names(in: "run/ckpt") == ["step-000000000003"], "\(event)")
    }
    #expect(failures > 15)
  }

  @Test func aFullDiskIsNamedWithItsSpace() throws {
    var store = CheckpointStore(run: "run", in: files)
    files.fail { _, event in event.operation == "write" ? ENOSPC : nil }
    let error = #expect(throws: FileError.self) { try store.save(Checkpoint(sample: 1)) }
    let needed = try #require(error?.space?.needed)
    #expect(needed > 1800 && needed < 3600)
    #expect(error?.description.contains("\(needed) bytes needed, 4096 bytes free") == true)
    #expect(error?.description.contains("agent.safetensors") == true)
    #expect(error?.exitStatus == .inputOutput)
  }

  /// R9.
  @Test func fallsBackAndSaysSo() throws {
    var store = CheckpointStore(run: "run", in: files)
    for step in [1, 2] { _ = try store.save(Checkpoint(sample: step)) }
    try files.flipBit(3000, of: "run/ckpt/step-000000000002/model.safetensors")
    let newest = try #require(try store.loadNewest())
    #expect(newest.checkpoint.step == 1)
    #expect(newest.warnings.count == 1)
    #expect(newest.warnings[0].contains("step-000000000002/model.safetensors"))
    let error = #expect(throws: DataError.self) { try store.loadNewest(strict: true) }
    #expect(error?.exitStatus == .damagedData)
    // A run that goes on from the older one reaches the step of the damaged one again.
    _ = try store.save(Checkpoint(sample: 2))
    #expect(try store.loadNewest(strict: true)?.checkpoint.step == 2)
    // Where all are damaged, that is an error and not a new beginning.
    for step in [1, 2] {
      try files.flipBit(9, of: "run/ckpt/step-00000000000\(step)/manifest.json")
    }
    #expect(throws: DataError.self) { try store.loadNewest() }
  }

  /// Writes an episode's file, of equal bytes.
  private func writeEpisode(_ number: Int, of byte: UInt8) throws -> EpisodeFile {
    let name = "episode-00000000000\(number).safetensors"
    let bytes = [UInt8](repeating: byte, count: 10)
    try files.replace("run/episodes/\(name)", by: bytes)
    return EpisodeFile(name: name, length: 2, size: bytes.count, checksum: CRC32C.checksum(bytes))
  }

  /// R9: an episode that an older checkpoint does not need is part of the newest.
  @Test func fallsBackFromDamagedEpisodes() throws {
    try files.createFolder("run/episodes")
    var store = CheckpointStore(run: "run", in: files)
    var listed: [EpisodeFile] = []
    for step in 1...3 {
      listed.append(try writeEpisode(step, of: 7))
      _ = try store.save(Checkpoint(sample: step, episodes: listed))
    }
    #expect(try store.loadNewest(needsEpisodes: true)?.checkpoint.step == 3)
    try files.flipBit(9, of: "run/episodes/\(listed[2].name)")
    let newest = try #require(try store.loadNewest(needsEpisodes: true))
    #expect(newest.checkpoint.step == 2 && newest.warnings.count == 1)
    #expect(newest.warnings.first?.contains(listed[2].name) == true)
    #expect(newest.warnings.first?.contains("--strict-resume") == false)
    #expect(throws: DataError.self) { try store.loadNewest(strict: true, needsEpisodes: true) }
    // Readers of models do not mind, and of what all checkpoints list there is no other copy.
    #expect(try store.loadNewest()?.checkpoint.step == 3)
    try files.flipBit(9, of: "run/episodes/\(listed[0].name)")
    #expect(try store.loadNewest(needsEpisodes: true)?.checkpoint.step == 2)
    try files.flipBit(9, of: "run/episodes/\(listed[0].name)")
    // The run that goes on comes to the same step by another episode, which takes the old one's
    // place.
    listed[2] = try writeEpisode(3, of: 8)
    let report = try store.save(Checkpoint(sample: 3, episodes: listed))
    #expect(report.isNew)
    #expect(try store.loadNewest(strict: true, needsEpisodes: true)?.checkpoint.step == 3)
  }

  /// R9: the checkpoint that a run resumed from is not removed in favour of newer ones that it did
  /// not take.
  @Test func checkpointsOfALeftHistoryGo() throws {
    var store = CheckpointStore(run: "run", in: files)
    for step in [10, 20, 30] { _ = try store.save(Checkpoint(sample: step)) }
    var narrow = CheckpointStore(run: "run", keeping: 1, in: files)
    _ = try narrow.save(Checkpoint(sample: 15))
    #expect(try narrow.steps() == [15])
  }

  /// R9: nor in favour of one whose episode was collected again with a different result.
  @Test func checkpointsWithOtherEpisodesOfTheSameNamesGo() throws {
    try files.createFolder("run/episodes")
    var store = CheckpointStore(run: "run", keeping: 2, in: files)
    let first = try writeEpisode(1, of: 7)
    _ = try store.save(Checkpoint(sample: 10, episodes: [first]))
    _ = try store.save(Checkpoint(sample: 20, episodes: [first, try writeEpisode(2, of: 7)]))
    let again = [first, try writeEpisode(2, of: 8)]
    _ = try store.save(Checkpoint(sample: 30, episodes: again))
    #expect(try store.steps() == [30, 10])
    // One whose first episodes are no longer learned from is of the same history.
    _ = try store.save(Checkpoint(sample: 40, episodes: [again[1], try writeEpisode(3, of: 7)]))
    #expect(try store.steps() == [40, 30])
  }

  /// R7: episodes from after the checkpoint are removed, but not before the next save.
  @Test func episodesBelongToTheirCheckpoint() throws {
    try files.createFolder("run/episodes")
    var listed: [EpisodeFile] = []
    for index in 1...4 {
      let name = "episode-00000000000\(index).safetensors"
      try files.replace("run/episodes/\(name)", by: [UInt8](repeating: 1, count: index))
      listed.append(EpisodeFile(name: name, length: 2, size: index, checksum: 0))
    }
    var store = CheckpointStore(run: "run", in: files)
    _ = try store.save(Checkpoint(sample: 1, episodes: listed))
    try files.replace("run/episodes/episode-000000000005.safetensors", by: [1])
    try files.replace("run/episodes/episode-000000000001.safetensors.tmp-77", by: [1])
    // What somebody keeps there.
    let kept = ["episode-best.safetensors", "episode-old"]
    try files.replace("run/episodes/\(kept[0])", by: [1])
    try files.createFolder("run/episodes/\(kept[1])")
    #expect(try store.loadNewest()?.checkpoint.episodes == listed)
    #expect(try files.names(in: "run/episodes").count == 8)
    #expect(try store.save(Checkpoint(sample: 2, episodes: listed)).warnings.isEmpty)
    #expect(try files.names(in: "run/episodes") == listed.map(\.name) + kept)
    // A checkpoint whose episodes are cut or not there is none.
    let whole = try files.read("run/episodes/\(listed[1].name)")
    try files.replace("run/episodes/\(listed[1].name)", by: Array(whole.dropLast()))
    #expect(throws: DataError.self) { try store.load(step: 2) }
    try files.replace("run/episodes/\(listed[1].name)", by: whole)
    #expect(try store.load(step: 2).episodes == listed)
    try files.removeFile("run/episodes/\(listed[0].name)")
    #expect(throws: DataError.self) { try store.load(step: 2) }
  }

  @Test func otherArithmeticIsNamed() {
    let sentences = Checkpoint(sample: 1).arithmeticDifferences(
      from: ["blas_core": "Any", "blas_threads": "1"])
    #expect(sentences == ["blas_threads was 2 when the checkpoint was saved and is 1 now"])
    // A newer program knows of more.
    let more = ["blas_core": "Any", "blas_threads": "2", "threads": "4"]
    #expect(Checkpoint(sample: 1).arithmeticDifferences(from: more).isEmpty)
  }
}
