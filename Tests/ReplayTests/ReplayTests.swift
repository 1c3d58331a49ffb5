import Base
import Foundation
import Records
import Replay
import Tensors
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
      rewards: (0..<length).map { Float(first + $0) }, end: .timeLimit)
  }

  private func withRun(_ body: (String) throws -> Void) throws {
    let run = FileManager.default.temporaryDirectory.appending(path: "orrery-\(UUID())").path
    try FileManager.default.createDirectory(
      atPath: "\(run)/episodes", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: run) }
    try body(run)
  }

  @Test func chunksAreWhatHappened() throws {
    try withRun { run in
      var replay = try ReplayBuffer(format, capacity: 1 << 20, run: run, availableBytes: nil)
      try replay.append(episode(10, first: 0))
      try replay.append(episode(3, first: 40))
      try replay.append(episode(7, first: 100))
      var generator = SeededGenerator(seed: 1)
      let scaling = FrameScaling.affine(scale: 1, offset: 0)
      var starts: [Int: Int] = [:]
      for _ in 0..<200 {
        let chunk = try #require(
          replay.sample(batch: 5, length: 4, scaling: scaling, using: &generator))
        #expect(chunk.observations.shape == [5, 4, 2, 2, 3])
        #expect(chunk.actions.shape == [5, 4, 2] && chunk.rewards.shape == [5, 4])
        let (seen, done, got) = (
          chunk.observations.scalars, chunk.actions.scalars, chunk.rewards.scalars
        )
        for row in 0..<5 {
          starts[Int(got[row * 4]), default: 0] += 1
          for step in 0..<4 {
            let place = row * 4 + step
            #expect(got[place] == got[row * 4] + Scalar(step))
            #expect(seen[place * 12..<place * 12 + 12].allSatisfy { $0 == got[place] })
            #expect(done[2 * place] == got[place] && done[2 * place + 1] == -got[place])
          }
        }
      }
      // All places where four steps fit, about equally often: 1,000 draws, deviation √90.
      #expect(Set(starts.keys) == Set(Array(0...6) + Array(100...103)))
      #expect(starts.values.allSatisfy { abs(Double($0) - 1000.0 / 11) < 5 * 9.1 })
      #expect(replay.sample(batch: 1, length: 11, using: &generator) == nil)
    }
  }

  @Test func equalGeneratorsGiveEqualChunks() throws {
    try withRun { run in
      var replay = try ReplayBuffer(format, capacity: 1 << 20, run: run, availableBytes: nil)
      try replay.append(episode(60, first: 0))
      func draw(_ seed: UInt64) throws -> [Scalar] {
        var generator = SeededGenerator(seed: seed)
        return try #require(
          replay.sample(batch: 4, length: 9, scaling: .fiveBits, using: &generator)
        ).observations.scalars
      }
      #expect(try draw(1) == draw(1))
      #expect(try draw(1) != draw(2))
      // Steps below 64 have at most 3 bits set after the lowest three are cut off.
      #expect(try draw(1).allSatisfy { -0.5 <= $0 && $0 < -0.25 })
    }
  }

  /// R7 and R30.
  @Test func isRebuiltFromItsFilesAndKeepsToItsCapacity() throws {
    try withRun { run in
      let size = episode(10, first: 0).byteCount
      var replay = try ReplayBuffer(format, capacity: 3 * size, run: run, availableBytes: nil)
      for index in 0..<9 {
        try replay.append(episode(10, first: index))
        #expect(replay.byteCount <= 3 * size)
      }
      #expect(replay.length == 30 && replay.files.count == 3)
      #expect(try Disk().names(in: "\(run)/episodes").count == 9)
      var again = try ReplayBuffer(format, capacity: 3 * size, run: run, availableBytes: nil)
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
      var empty = try ReplayBuffer(format, capacity: 3 * size, run: run, availableBytes: nil)
      #expect(throws: DataError.self) { try empty.restore(replay.files) }
      #expect(empty.length == 0)
    }
  }

  @Test func aCapacityThatDoesNotFitIsRefused() {
    let error = #expect(throws: ReplayError.self) {
      try ReplayBuffer(format, capacity: 1000, run: "/", availableBytes: 999)
    }
    #expect(error?.exitStatus == .configuration)
    #expect(error?.description.contains("1000 bytes does not fit in the 999 bytes") == true)
  }
}
