import Base
import Control
import Records
import Replay

/// A run as it was last saved, for programs that read it while it may continue.
public struct LoadedRun {
  /// The folder of the run.
  public let path: String
  /// All settings.
  public let configuration: PlaNetConfiguration
  /// The newest usable checkpoint, with the parts that are read: `agent`, `model` and `behavior`.
  ///
  /// If it was saved during a blow-up, its parameters are the last good ones.
  public let checkpoint: Checkpoint
  /// Warnings about newer checkpoints that cannot be used.
  public let warnings: [String]
  private let availableBytes: Int?

  /// Reads a run.
  ///
  /// - Parameters:
  ///   - path: The folder of the run.
  ///   - assignments: Settings to change, such as `planner.horizon=10`; the sizes of the model must
  ///     stay.
  ///   - availableBytes: The memory that models and agents may take, or `nil` for no limit.
  /// - Throws: ``RunError`` if there is no run or it is empty, or an error in its files or in an
  ///   assignment.
  public init(
    _ path: String, changing assignments: [String] = [],
    availableBytes: Int? = SystemMemory.available
  ) throws {
    (self.path, self.availableBytes) = (path, availableBytes)
    var settings = try Self.settings(of: path)
    for assignment in assignments { try settings.set(assignment) }
    configuration = try settings.checkedConfiguration()
    guard var newest = try CheckpointStore(run: path).loadNewest() else {
      throw RunError.noCheckpoint(run: path)
    }
    newest.checkpoint.keepForReaders()
    (checkpoint, warnings) = (newest.checkpoint, newest.warnings)
  }

  /// Returns the settings of a run.
  ///
  /// - Throws: ``RunError`` if there is no run, `FileError` if it cannot be read, or
  ///   `SettingsError`.
  public static func settings(of path: String) throws -> Settings<PlaNetConfiguration> {
    let file = "\(path)/config.toml"
    guard try Disk().status(of: file) != nil else { throw RunError.noRun(path: path) }
    var settings = try Settings(PlaNetConfiguration())
    try settings.read(file)
    return settings
  }

  /// The environment steps that the run has taken.
  public var environmentSteps: Int {
    get throws { try checkpoint.count("environment_steps", in: path) }
  }

  /// The progress of the run: the names of its counts with their values.
  public var counts: [(name: String, count: Int)] {
    TrainingState.measuredCounts.compactMap { name, _ in
      guard let count = try? checkpoint.count(name, in: path) else { return nil }
      return (name.replacing("_", with: " "), count)
    }
  }

  /// Returns the trained world model.
  ///
  /// - Parameter environment: An environment like those of the run.
  /// - Returns: A new model.
  /// - Throws: ``RunError`` if the checkpoint is of another model, or if the model would not fit in
  ///   memory; `DataError` if its numbers are unusable.
  public func model(for environment: any Environment) throws -> WorldModel {
    try MemoryPrediction(playing: configuration, in: environment).check(availableBytes)
    var generator = SeededGenerator(seed: 0)
    let model = WorldModel(
      configuration.model, observation: Eye(configuration, for: environment).kind,
      actionSize: environment.actionSize, using: &generator)
    try RunError.explainingFaults(of: checkpoint, in: path) {
      try model.load(checkpoint.part("model"))
    }
    return model
  }

  /// Returns the policy and the value that guide the planner.
  ///
  /// - Parameter environment: An environment like those of the run.
  /// - Returns: Both, or `nil` if the run has none.
  /// - Throws: ``RunError`` if the checkpoint has others or none; `DataError` if their numbers are
  ///   unusable.
  public func behavior(for environment: any Environment) throws -> Behavior? {
    guard configuration.behavior.isLearned else { return nil }
    guard let part = checkpoint.parts["behavior"] else {
      throw RunError.otherModel(
        path: path, reason: "it was trained with behavior.isLearned=false")
    }
    var generator = SeededGenerator(seed: 0)
    let behavior = Behavior(
      configuration.model, configuration.behavior, actionSize: environment.actionSize,
      using: &generator)
    try RunError.explainingFaults(of: checkpoint, in: path) { try behavior.load(part) }
    return behavior
  }

  /// Returns the trained agent.
  ///
  /// - Parameter environment: An environment like those of the run.
  /// - Returns: An agent without noise, at the start of an episode.
  /// - Throws: ``RunError`` if the checkpoint is of another model, or if the agent would not fit in
  ///   memory; `DataError` if its numbers are unusable.
  public func agent(for environment: any Environment) throws -> PlaNetAgent {
    PlaNetAgent(
      try model(for: environment), guidedBy: try behavior(for: environment), configuration,
      for: environment)
  }

  /// Returns an environment in which the run's agent can act.
  ///
  /// - Parameters:
  ///   - environment: The task with its time limit; a step of it is an environment step.
  ///   - taskRepeat: The number of environment steps for which the task suggests repeating an
  ///     action.
  /// - Returns: An environment whose steps are the run's decisions.
  public func decisions(
    in environment: any Environment, taskRepeat: Int
  ) -> any Environment {
    environment.repeatingActions(configuration.trainer.actionRepeat(suggested: taskRepeat))
  }

  /// Returns the collected episodes of the run.
  ///
  /// - Parameter environment: An environment like those of the run.
  /// - Returns: The episodes, oldest first.
  /// - Throws: `FileError` or `DataError`.
  public func replay(for environment: any Environment) throws -> ReplayBuffer {
    var replay = ReplayBuffer(
      Eye(configuration, for: environment).format, capacity: .max, run: path)
    try replay.restore(checkpoint.episodes)
    return replay
  }
}
