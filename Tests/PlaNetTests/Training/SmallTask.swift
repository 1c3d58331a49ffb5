import Base
import Control
import Foundation
import Imaging
import Layers
import PlaNet
import Records
import Testing

/// A point on a line that is pushed and should stay in the middle.
struct SmallTask: Environment {
  private var (place, speed) = (0.0, 0.0)
  private var stepCount = 0
  private let soundSteps: Int
  private let takenSteps: Int

  let actionSize = 1
  let observationSize = 2
  let timeStep = 0.1

  /// Creates a task whose simulation leaves all bounds after `soundSteps` steps, and that takes
  /// `takenSteps` actions at most.
  init(soundSteps: Int = .max, takenSteps: Int = .max) {
    (self.soundSteps, self.takenSteps) = (soundSteps, takenSteps)
  }

  mutating func reset(using generator: inout SeededGenerator) {
    (place, speed, stepCount) = (generator.nextUniform(in: -1...1), 0, 0)
  }

  mutating func step(_ action: [Double]) throws(ActionError) -> Step {
    try ActionError.check(action, size: 1)
    stepCount += 1
    guard stepCount <= takenSteps else { throw .notANumber(component: 0) }
    guard stepCount <= soundSteps else { return Step(reward: 0, end: .diverged) }
    speed = 0.9 * speed + 0.1 * min(max(action[0], -1), 1)
    place = min(max(place + timeStep * speed, -1), 1)
    return Step(reward: 1 - abs(place))
  }

  func observe(into observation: UnsafeMutableBufferPointer<Double>) {
    (observation[0], observation[1]) = (place, speed)
  }

  func render(into image: inout Image) {}
}

/// A training run in a folder of its own.
final class SmallRun {
  let path: String
  private(set) var warnings: [String] = []
  private(set) var progress: [Records.Progress] = []

  init() {
    path = FileManager.default.temporaryDirectory.appending(path: "orrery-\(UUID())").path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Settings of a run that plays `episodes` of 20 decisions, with `updates` after each but the
  /// first.
  static func configuration(episodes: Int, updates: Int) -> PlaNetConfiguration {
    var configuration = Preset.debug.configuration
    configuration.task = "small"
    configuration.observation = .vector
    configuration.trainer.actionRepeat = 1
    configuration.trainer.environmentSteps = 20 * episodes
    configuration.trainer.seedEpisodes = 1
    configuration.trainer.updatesPerEpisode = updates
    configuration.trainer.evaluationInterval = 0
    return configuration
  }

  /// Calls `body` with a trainer that begins the run, or goes on with it.
  func train(
    _ configuration: PlaNetConfiguration,
    in environment: any Environment = TimeLimit(SmallTask(), steps: 20),
    availableBytes: Int? = nil,
    _ body: (Trainer) throws -> Void
  ) throws {
    let directory = try RunDirectory(path, .resume)
    let settings = try Settings(PlaNetConfiguration(), preset: "small", configuration)
    try directory.describe(configuration: settings.toml, command: [], version: [:])
    let recorder = try RunRecorder(
      directory, resuming: try CheckpointStore(run: path).loadNewest()?.checkpoint,
      settings: settings
    ) { [weak self] report in
      switch report {
      case .warning(let message): self?.warnings.append(message)
      case .progress(let progress): self?.progress.append(progress)
      default: break
      }
    }
    let trainer = try Trainer(
      configuration, environment: environment,
      actionRepeat: max(configuration.trainer.actionRepeat, 1), recorder: recorder,
      availableBytes: availableBytes)
    // R30: the checkpoint is released, since it is as large as everything that is learned.
    #expect(recorder.checkpoint == nil)
    try body(trainer)
  }

  /// The newest checkpoint.
  var checkpoint: Checkpoint? {
    get throws { try CheckpointStore(run: path).loadNewest(strict: true)?.checkpoint }
  }

  /// The newest checkpoint without what depends on the clock.
  var untimedCheckpoint: Checkpoint? {
    get throws {
      var checkpoint = try checkpoint
      checkpoint?.parts["time"] = nil
      return checkpoint
    }
  }

  /// A count of the newest checkpoint.
  func count(_ name: String) throws -> Int64? {
    try checkpoint?.parts["agent"]?.tensors["count/\(name)"]?.integers?.first
  }

  /// All measurements by name.
  var metrics: [String: [RunHistory.Point]] {
    get throws { try RunHistory(of: path).metrics }
  }
}

extension Trainer {
  /// Works until the update of a number is done.
  func advance(throughUpdate last: Int) throws {
    var update = -1
    alterGradients = { number, _ in update = number }
    while update < last { try advance() }
  }

  /// Trains to the end, as nothing asks for another.
  func finish() throws {
    let outcome = try run()
    #expect(outcome == .finished)
  }
}
