import Base
import ControlSuite
import PlaNet
import Records
import Replay

/// The episodes that a run has recorded, with or without a checkpoint.
struct RecordedEpisodes {
  /// The folder of the run.
  let path: String
  /// The format of the episodes.
  let format: ReplayFormat

  /// Returns an episode by the number that the user gave, counted from 1.
  ///
  /// - Throws: ``Failure`` if the run has no such episode; `FileError` or `DataError`.
  func episode(_ number: Int) throws -> RecordedEpisode {
    if let episode = try RecordedEpisode.read(number, of: path, format) {
      guard episode.actions.allSatisfy(\.isFinite), episode.rewards.allSatisfy(\.isFinite) else {
        throw Failure(
          .damagedData,
          "\(path): expected finite actions and rewards in episode \(number), found others; take "
            + "another copy of it")
      }
      return episode
    }
    let numbers = try numbers()
    throw Failure(
      .missingInput,
      "\(path): expected --episode to be one of \(numbers[0]) to \(numbers[numbers.count - 1]), "
        + "found \(number)")
  }

  /// Returns `count` episodes, spread evenly over all of them.
  ///
  /// - Throws: ``Failure`` if the run has fewer; `FileError` or `DataError`.
  func episodes(_ count: Int) throws -> [RecordedEpisode] {
    let numbers = try numbers()
    guard count <= numbers.count else {
      throw Failure(
        .missingInput,
        "\(path): expected --episodes to be at most \(numbers.count), found \(count)")
    }
    return try evenlySpread(count, of: numbers).map { try episode($0) }
  }

  /// Returns the numbers of all episodes, at least one.
  private func numbers() throws -> [Int] {
    let numbers = try RecordedEpisode.numbers(of: path)
    guard !numbers.isEmpty else {
      throw Failure(
        .missingInput, "\(path): expected a recorded episode, found none yet; train the run first")
    }
    return numbers
  }

  /// Checks that the recordings fit the observations and actions of another run's agent.
  ///
  /// Only settings and episodes matter, so no checkpoint is needed.
  ///
  /// - Throws: ``Failure`` with the first setting that differs, or an error in the settings.
  func checkLikeness(to run: OpenedRun) throws {
    func facts(_ configuration: PlaNetConfiguration) -> [String] {
      let actionRepeat = configuration.trainer.actionRepeat(suggested: run.entry.actionRepeat)
      let facts = [
        "of \(configuration.task)", "with trainer.actionRepeat \(actionRepeat)",
        "with observation \(configuration.observation.rawValue)",
      ]
      guard configuration.observation == .frames else { return facts }
      return facts + ["with model.imageSide \(configuration.model.imageSide)"]
    }
    let configuration = try LoadedRun.settings(of: path).configuration()
    for (expected, found) in zip(facts(run.loaded.configuration), facts(configuration))
    where expected != found {
      throw Failure(
        .usage, "\(path): expected --from to name a run \(expected), found one \(found)")
    }
  }
}
