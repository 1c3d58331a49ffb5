import Base
import Foundation
import Records
import Replay
import Tensors
import TestSupport
import Testing

@Suite struct ReplayTests {
  private let format = ReplayFormat(hasFrames: true, observationShape: [2, 2, 3], actionSize: 2)

  /// An episode whose every number tells its step.
  private func episode(_ length: Int, first: Int) -> RecordedEpisode {
    RecordedEpisode(
      observations: (0...length).flatMap { step in
        [UInt8](repeating: UInt8(truncatingIfNeeded: first + step), count: 12)
      },
      actions: (0..<length).flatMap { [Float(first + $0), -Float(first + $0)] },
      rewards: (0..<length).map { Float(first + $0) }, end: .timeLimit,
      // Of one that has been used, and of files that lack it.
      start: first.isMultiple(of: 2) ? SeededGenerator(seed: 3, stream: ~0, position: 5) : nil)
  }

  private func withRun(_ body: (String) throws -> Void) throws {
    try withTemporaryFolder { run in
      try FileManager.default.createDirectory(
        atPath: "\(run)/episodes", withIntermediateDirectories: false)
      try body(run)
    }
  }

  @Test func singleEpisodesAreReadByTheirNumbers() throws {
    try withRun { run in
      #expect(try RecordedEpisode.numbers(of: run) == [])
      var replay = ReplayBuffer(format, capacity: 1 << 20, run: run)
      for length in 3..<6 { try replay.append(episode(length, first: length)) }
      try Data().write(to: URL(fileURLWithPath: "\(run)/episodes/notes.txt"))
      #expect(try RecordedEpisode.numbers(of: run) == [1, 2, 3])
      #expect(try RecordedEpisode.read(1, of: run, format) == episode(3, first: 3))
      #expect(try RecordedEpisode.read(2, of: run, format) == episode(4, first: 4))
      #expect(try RecordedEpisode.read(4, of: run, format) == nil)
      let other = ReplayFormat(hasFrames: true, observationShape: [4, 4, 3], actionSize: 2)
      #expect(throws: DataError.self) { try RecordedEpisode.read(2, of: run, other) }
    }
  }

  @Test func observationsAndActionsAreFoundByTheirPlaces() {
    let episode = episode(5, first: 10)
    let middle = [UInt8](repeating: 12, count: 12) + [UInt8](repeating: 13, count: 12)
    #expect(Array(episode.bytes(ofObservations: 2..<4)) == middle)
    #expect(Array(episode.observation(at: 5)) == [UInt8](repeating: 15, count: 12))
    #expect(episode.action(at: 3) == [13, -13])
  }

  @Test func chunksAreWhatHappened() throws {
    try withRun { run in
      var replay = ReplayBuffer(format, capacity: 1 << 20, run: run)
      try replay.append(episode(10, first: 0))
      try replay.append(episode(3, first: 40))
      try replay.append(episode(7, first: 100))
      var generator = SeededGenerator(seed: 1)
      let scaling = FrameScaling.affine(scale: 1, offset: 0)
      var starts: [Int: Int] = [:]
      for _ in 0..<200 {
        let chunk = try #require(
          replay.sample(batch: 5, length: 4, scaling: scaling, using: &generator))
        #expect(chunk.observations.shape == [4, 5, 2, 2, 3])
        #expect(chunk.actions.shape == [4, 5, 2] && chunk.rewards.shape == [4, 5])
        let (seen, done, got) = (
          chunk.observations.scalars, chunk.actions.scalars, chunk.rewards.scalars
        )
        for row in 0..<5 {
          let start = Int(seen[row * 12])
          starts[start, default: 0] += 1
          for step in 0..<4 {
            let place = step * 5 + row
            #expect(
              seen[place * 12..<place * 12 + 12].allSatisfy { $0 == Scalar(start + step) })
            // Nothing leads to the first observation of an episode.
            let isFirst = step == 0 && [0, 40, 100].contains(start)
            let before = isFirst ? 0 : Scalar(start + step - 1)
            #expect(got[place] == before)
            #expect(done[2 * place] == before && done[2 * place + 1] == -before)
          }
        }
      }
      // All places where four observations fit, about equally often: 1,000 draws, deviation √66.
      #expect(Set(starts.keys) == Set(Array(0...7) + [40] + Array(100...104)))
      #expect(starts.values.allSatisfy { abs(Double($0) - 1000.0 / 14) < 5 * 8.2 })
      #expect(replay.sample(batch: 1, length: 12, using: &generator) == nil)
    }
  }

  @Test func vectorsAreReadAsTheyWereSeen() throws {
    let vectors = ReplayFormat(hasFrames: false, observationShape: [3], actionSize: 1)
    let numbers: [Float] = (0..<18).map { Float($0) / 7 }
    let bytes = numbers.flatMap { number in
      withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) }
    }
    var generator = SeededGenerator(seed: 1)
    let all = vectors.tensor(of: bytes[12...], using: &generator)
    #expect(all.shape == [5, 3] && all.scalars == numbers[3...].map { Scalar($0) })
    try withRun { run in
      var replay = ReplayBuffer(vectors, capacity: 1 << 20, run: run)
      try replay.append(
        RecordedEpisode(
          observations: bytes, actions: [1, 2, 3, 4, 5], rewards: [0, 0, 0, 0, 0],
          end: .terminal))
      let chunk = try #require(replay.sample(batch: 1, length: 6, using: &generator))
      #expect(chunk.observations.scalars == numbers.map { Scalar($0) })
    }
  }

  @Test func episodesOfAnotherFormatAreRefused() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = SeededGenerator(seed: 1)
      let episode = RecordedEpisode(
        observations: [1, 2], actions: [0.5], rewards: [1], end: .terminal)
      _ = Batch(
        [EpisodePlace(episode: 0, start: 0)], of: [episode], length: 2,
        ReplayFormat(hasFrames: true, observationShape: [1], actionSize: 6), using: &generator)
    }
    #expect(message(of: result).contains("and 1 components of actions of 6"))
  }

  @Test func equalGeneratorsGiveEqualChunks() throws {
    try withRun { run in
      var replay = ReplayBuffer(format, capacity: 1 << 20, run: run)
      try replay.append(episode(60, first: 0))
      func draw(_ seed: UInt64) throws -> [Scalar] {
        var generator = SeededGenerator(seed: seed)
        return try #require(
          replay.sample(batch: 4, length: 9, scaling: .fiveBits, using: &generator)
        ).observations.scalars
      }
      #expect(try draw(1) == draw(1))
      #expect(try draw(1) != draw(2))
      // Noise fills the gaps between the eight levels below 64.
      #expect(Set(try draw(1)).count > 8)
      // Steps below 64 have at most 3 bits set after the lowest three are cut off.
      #expect(try draw(1).allSatisfy { -0.5 <= $0 && $0 < -0.25 })
    }
  }

  /// PlaNet's preprocessing: ⌊b / 8⌋ / 32 − ½, and noise of less than a level.
  @Test func fiveBitsAreTheUpperOnes() {
    let frames = ReplayFormat(hasFrames: true, observationShape: [16, 16, 1], actionSize: 1)
    let bytes = [UInt8](0...255)
    var generator = SeededGenerator(seed: 1)
    let seen = frames.tensor(of: bytes[...], scaling: .fiveBits, using: &generator)
    for (byte, value) in zip(bytes, seen.scalars) {
      #expect(Int(((value + 0.5) * 32).rounded(.down)) == Int(byte >> 3), "\(byte)")
    }
  }

  /// R7 and R30.
  @Test func isRebuiltFromItsFilesAndKeepsToItsCapacity() throws {
    try withRun { run in
      let size = episode(10, first: 0).byteCount
      var replay = ReplayBuffer(format, capacity: 3 * size, run: run)
      for index in 0..<9 {
        try replay.append(episode(10, first: index))
        #expect(replay.byteCount <= 3 * size)
      }
      #expect(replay.length == 30 && replay.files.count == 3)
      #expect(try Disk().names(in: "\(run)/episodes").count == 9)
      var again = ReplayBuffer(format, capacity: 3 * size, run: run)
      try again.restore(replay.files)
      #expect(again.files == replay.files && again.length == 30)
      var (first, second) = (SeededGenerator(seed: 4), SeededGenerator(seed: 4))
      let chunks = [
        replay.sample(batch: 3, length: 5, using: &first),
        again.sample(batch: 3, length: 5, using: &second),
      ]
      #expect(chunks[0]?.observations.scalars == chunks[1]?.observations.scalars)
      // What is written next has a name of its own.
      try again.append(episode(10, first: 9))
      #expect(again.files.last?.name == "episode-000000000010.safetensors")
      // Damage is found and changes nothing.
      let path = "\(run)/episodes/\(replay.files[1].name)"
      var bytes = try DurableFile.read(path)
      bytes[bytes.count - 1] ^= 1
      try DurableFile.write(bytes, to: path)
      var empty = ReplayBuffer(format, capacity: 3 * size, run: run)
      #expect(throws: DataError.self) { try empty.restore(replay.files) }
      #expect(empty.length == 0)
      // So is a file that is listed as it is, and no safetensors.
      try DurableFile.write([1, 2, 3], to: path)
      var listed = replay.files[1]
      (listed.size, listed.checksum) = (3, CRC32C.checksum([1, 2, 3]))
      let error = #expect(throws: DataError.self) { try empty.restore([listed]) }
      #expect(error?.file == path)
    }
  }

  /// R21: a number near overflow, which would have no successor, is refused.
  @Test func numbersThatNoRunReachesAreRefused() throws {
    try withRun { run in
      var replay = ReplayBuffer(format, capacity: 1 << 20, run: run)
      try replay.append(episode(3, first: 0))
      var file = replay.files[0]
      let folder = "\(run)/episodes"
      let other = "episode-9223372036854775806.safetensors"
      try FileManager.default.copyItem(
        atPath: "\(folder)/\(file.name)", toPath: "\(folder)/\(other)")
      #expect(try RecordedEpisode.numbers(of: run) == [1])
      file.name = other
      var again = ReplayBuffer(format, capacity: 1 << 20, run: run)
      let error = #expect(throws: DataError.self) { try again.restore([file]) }
      #expect(error?.file == "\(folder)/\(other)" && error?.found == "'\(other)'")
    }
  }

  /// R13: an episode that could not be written is written before it has to make room.
  @Test func episodesAreWrittenBeforeTheyLeave() throws {
    try withRun { run in
      let size = episode(10, first: 0).byteCount
      var replay = ReplayBuffer(format, capacity: 2 * size, run: run)
      // A file in the folder's place makes every write below it fail, for root too.
      let folder = "\(run)/episodes"
      try FileManager.default.removeItem(atPath: folder)
      try Data().write(to: URL(fileURLWithPath: folder))
      for index in 0..<2 {
        #expect(throws: FileError.self) { try replay.append(episode(10, first: index)) }
      }
      try FileManager.default.removeItem(atPath: folder)
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: false)
      try replay.append(episode(10, first: 2))
      #expect(replay.files.count == 2)
      #expect(try RecordedEpisode.numbers(of: run) == [1, 2, 3])
      #expect(try RecordedEpisode.read(1, of: run, format) == episode(10, first: 0))
    }
  }
}
