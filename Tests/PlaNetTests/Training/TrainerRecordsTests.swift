import Control
import Foundation
import PlaNet
import Records
import Testing

@Suite struct TrainerRecordsTests {
  /// What a resumed run records first counts from the record before it, as decisions and frames do.
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

  /// Where weights start is a part of what they have learned.
  @Test func weightsAreRecordedFromTheFirstEpisodeOn() throws {
    var configuration = SmallRun.configuration(episodes: 3, updates: 2)
    configuration.trainer.seedEpisodes = 2
    let run = SmallRun()
    try run.train(configuration) { try $0.finish() }
    let metrics = try run.metrics
    #expect(metrics["weight_kl"]?.map(\.step) == [20, 40, 60])
    #expect(metrics["loss/total"]?.map(\.step) == [40, 60])
  }

  @Test func aFinishedRunHasEveryMonitor() throws {
    var configuration = Preset.debug.configuration
    configuration.task = "small"
    configuration.trainer.actionRepeat = 1
    configuration.trainer.environmentSteps = 180
    let run = SmallRun()
    try run.train(configuration, in: TimeLimit(SmallTask(), steps: 60)) { try $0.finish() }
    // Finite ones only.
    let names = Set(try run.metrics.keys)
    let parts = Stopwatch.Part.allCases.map(\.rawValue) + ["training_total", "processor_total"]
    let expected =
      [
        "state_kl", "loss/total", "loss/observation", "loss/reward", "gradient_norm", "weight_kl",
        "weight_signal_to_noise", "rate/decisions_per_second", "rate/frames_per_second",
        "memory/resident_bytes", "open_loop/image_error/1", "open_loop/image_error/50",
        "episode/score", "evaluation/score", "planner/predicted_return",
      ] + parts.map { "time/\($0)" }
    #expect(Set(expected).subtracting(names) == [])
    for name in ["weight_kl", "weight_signal_to_noise"] {
      let layer = "\(name)/dynamics.transition"
      #expect(names.contains { $0.hasPrefix(layer) }, "\(layer)")
    }
    let pictures = try FileManager.default.contentsOfDirectory(atPath: "\(run.path)/video")
    #expect(pictures == ["open-loop-000000000180.png"])
  }
}
