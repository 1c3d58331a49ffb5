import PlaNet
import Records
import Replay

extension LoadedRun {
  /// Returns a recorded episode by the number that the user gave, from 1 on.
  ///
  /// - Throws: ``Failure``, if the run has no such episode; `FileError` or `DataError`.
  func episode(_ number: Int, _ format: ReplayFormat) throws -> RecordedEpisode {
    if let episode = try RecordedEpisode.read(number, of: path, format) { return episode }
    let numbers = try RecordedEpisode.numbers(of: path)
    let range = numbers.first.flatMap { first in numbers.last.map { "\(first) to \($0)" } }
    throw Failure(
      .missingInput,
      "\(path): expected --episode to be one of \(range ?? "none"), found \(number)")
  }

  /// Returns so many recorded episodes, from the middle of equal parts of the run.
  ///
  /// - Throws: ``Failure``, if the run has not so many; `FileError` or `DataError`.
  func episodes(_ count: Int, _ format: ReplayFormat) throws -> [RecordedEpisode] {
    let numbers = try RecordedEpisode.numbers(of: path)
    guard count <= numbers.count else {
      throw Failure(
        .missingInput,
        "\(path): expected --episodes to be at most \(numbers.count), found \(count)")
    }
    return try (0..<count).map { place in
      try episode(numbers[(2 * place + 1) * numbers.count / (2 * count)], format)
    }
  }
}
