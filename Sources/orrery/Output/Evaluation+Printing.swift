import Foundation
import JSONText
import PlaNet

extension Evaluation {
  /// Returns a line about the last episode, counted from 1.
  func lastLine(json: Bool) -> String {
    let (episode, score) = (scores.count, scores.last ?? 0)
    guard json else { return String(format: "episode %d  score %.1f", episode, score) }
    let object: JSON = ["episode": .integer(episode), "score": .number(score)]
    return object.line
  }

  /// Returns a line about all episodes.
  ///
  /// - Parameters:
  ///   - json: Whether the line is a JSON object.
  ///   - member: An additional member of the object.
  ///   - note: An additional text in the plain line.
  /// - Returns: The line, without a line break.
  func summary(json: Bool, _ member: JSON.Member, note: String = "") -> String {
    guard json else {
      return String(format: "mean %.1f  median %.1f  standard deviation %.1f", mean, median, stddev)
        + note
    }
    return JSON.object([
      JSON.Member("episodes", .integer(scores.count)), JSON.Member("mean", .number(mean)),
      JSON.Member("median", .number(median)), JSON.Member("stddev", .number(stddev)), member,
    ]).line
  }
}
