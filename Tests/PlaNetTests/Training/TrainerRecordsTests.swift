import Control
import Foundation
import Imaging
import PlaNet
import Records
import Testing

@Suite struct TrainerRecordsTests {
  /// The first record of a resumed run counts from the record before it, as decisions and frames
  /// do.
  @Test func timesAddUpOverAResume() throws {
    let configuration = SmallRun.configuration(episodes: 3, updates: 4)
    let run = SmallRun()
    try run.train(configuration) { trainer in
      try trainer.advance(throughUpdate: 6)
      trainer.save()
    }
    try run.train(configuration) { try $0.finish() }
    let metrics = try run.metrics
    let parts = ["environment", "planning", "learning", "recording"]
    let sum = parts.flatMap { metrics["time/\($0)"] ?? [] }.reduce(0) { $0 + $1.value }
    let total = try #require(metrics["time/training_total"]?.last?.value)
    // Differences of the same sums, each rounded to some 1e-16 of at most a minute.
    #expect(abs(sum - total) < 1e-9)
  }

  /// The initial state of weights is part of what they have learned.
  @Test func weightsAreRecordedFromTheFirstEpisodeOn() throws {
    var configuration = SmallRun.configuration(episodes: 3, updates: 2)
    configuration.trainer.seedEpisodes = 2
    let run = SmallRun()
    try run.train(configuration) { try $0.finish() }
    let metrics = try run.metrics
    #expect(metrics["weight_kl"]?.map(\.step) == [20, 40, 60])
    #expect(metrics["loss/total"]?.map(\.step) == [40, 60])
  }

  /// An episode of 20 environment steps has seven decisions of three, the last of them cut short.
  @Test func environmentStepsAreThoseThatWereTaken() throws {
    var configuration = SmallRun.configuration(episodes: 3, updates: 1)
    configuration.trainer.actionRepeat = 3
    configuration.trainer.sequenceLength = 5
    let run = SmallRun()
    try run.train(configuration) { try $0.finish() }
    #expect(try run.metrics["episode/score"]?.map(\.step) == [20, 40, 60])
    #expect(try run.count("environment_steps") == 60)
    #expect(try run.count("decisions") == 21)
  }

  @Test(arguments: PlaNetConfiguration.Observation.allCases)
  func aFinishedRunHasEveryMonitor(observation: PlaNetConfiguration.Observation) throws {
    var configuration = Preset.debug.configuration
    (configuration.task, configuration.observation) = ("small", observation)
    configuration.trainer.actionRepeat = 1
    configuration.trainer.environmentSteps = 180
    let run = SmallRun()
    try run.train(configuration, in: TimeLimit(SmallTask(), steps: 60)) { try $0.finish() }
    // Finite ones only.
    let names = Set(try run.metrics.keys)
    let parts = Stopwatch.Part.allCases.map(\.rawValue) + ["training_total", "processor_total"]
    let seen = observation == .frames ? "image" : "observation"
    let expected =
      [
        "state_kl", "loss/total", "loss/observation", "loss/reward", "gradient_norm", "weight_kl",
        "weight_signal_to_noise", "rate/decisions_per_second", "rate/frames_per_second",
        "memory/resident_bytes", "episode/score", "evaluation/score", "planner/predicted_return",
      ] + parts.map { "time/\($0)" } + (1...50).map { "open_loop/\(seen)_error/\($0)" }
    #expect(Set(expected).subtracting(names) == [])
    for name in ["weight_kl", "weight_signal_to_noise"] {
      let layer = "\(name)/dynamics.transition"
      #expect(names.contains { $0.hasPrefix(layer) }, "\(layer)")
    }
    let pictures = try FileManager.default.contentsOfDirectory(atPath: "\(run.path)/video")
    #expect(pictures == ["open-loop-000000000180.png"])
    let picture = try Image(
      decodingPNG: DurableFile.read("\(run.path)/video/open-loop-000000000180.png"))
    // A strip is black around its frames; of two components, there are two charts side by side.
    #expect(picture[0, 0] == (observation == .frames ? Pixel.black : Pixel.white))
    #expect(observation == .frames || picture.width == 2 * 340)
  }

  /// The table of hyperparameters shows which runs have ended, and how.
  @Test func theEndOfARunIsAnEvent() throws {
    let configuration = SmallRun.configuration(episodes: 2, updates: 2)
    let run = SmallRun()
    try run.train(configuration) { trainer in
      try trainer.advance(throughUpdate: 1)
      trainer.save()
    }
    #expect(try run.endStatuses == [])
    try run.train(configuration) { try $0.finish() }
    #expect(try run.endStatuses == [1])
    let other = SmallRun()
    #expect(throws: TrainingError.self) {
      try other.train(configuration, in: SmallTask(soundSteps: 1)) { _ = try $0.run() }
    }
    #expect(try other.endStatuses == [2])
  }
}

extension SmallRun {
  /// How TensorBoard was told that the run ended: 1 for a success, 2 for a failure.
  fileprivate var endStatuses: [UInt8] {
    get throws {
      let tag = Array("_hparams_/session_end_info".utf8)
      let names = try FileManager.default.contentsOfDirectory(atPath: path)
      return try names.sorted().filter { $0.hasPrefix("events.") }.flatMap { name -> [UInt8] in
        let bytes = try DurableFile.read("\(path)/\(name)")
        // The tag is followed by a message with two messages in it, the name of the plugin, and
        // its content: a message whose first field, after its key, is the status.
        let place = tag.count + 4 + 9 + 2 + 3
        return bytes.indices.filter { bytes[$0...].starts(with: tag) }.map { bytes[$0 + place] }
      }
    }
  }
}
