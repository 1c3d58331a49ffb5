import Base
import Control
import Planning
import Replay

/// Episodes without exploration, which are not learned from.
public struct Evaluation: Sendable {
  /// The score of each episode.
  public var scores: [Double]
  /// The first episodes, as many as monitors need.
  public private(set) var episodes: [RecordedEpisode]
  private let keptCount: Int
  /// The number of decisions.
  public private(set) var decisions = 0
  /// The number of decisions at which no candidate had a finite return.
  public private(set) var fallbackPlans = 0
  /// The number of candidates without a finite return.
  public private(set) var nonfiniteCandidates = 0

  /// Creates an evaluation without episodes.
  ///
  /// - Parameter keptCount: The number of episodes to keep; only the scores of the others are kept.
  public init(keeping keptCount: Int) {
    (scores, episodes, self.keptCount) = ([], [], keptCount)
  }

  /// The mean score.
  public var mean: Double { scores.reduce(0, +) / Double(max(scores.count, 1)) }

  /// The median score.
  public var median: Double { scores.isEmpty ? 0 : scores.median }

  /// The standard deviation of the scores.
  public var stddev: Double {
    let (mean, count) = (mean, Double(max(scores.count, 1)))
    return (scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
  }

  /// A warning about candidates without a finite return, or `nil` if there were none.
  public var warning: String? {
    guard nonfiniteCandidates > 0 else { return nil }
    return "\(nonfiniteCandidates) candidates of the evaluation had no finite return, and at"
      + " \(fallbackPlans) of \(decisions) decisions none had one; its scores say little of the agent"
  }

  /// Plays an episode and adds it.
  ///
  /// An episode whose simulation diverges counts with its score so far, and is not kept.
  ///
  /// - Parameters:
  ///   - agent: The agent, whose noise is not changed.
  ///   - pristine: An environment whose steps are decisions.
  ///   - generator: The source of the start and of the agent's draws.
  ///   - shouldStop: Returns whether to stop early; called at every decision.
  /// - Returns: Whether the episode was played to its end.
  /// - Throws: `ActionError` if the agent's actions are NaN.
  public mutating func play(
    _ agent: inout PlaNetAgent, in pristine: any Environment,
    using generator: inout SeededGenerator, shouldStop: () -> Bool = { false }
  ) throws(ActionError) -> Bool {
    var episode = OpenEpisode(in: pristine, for: &agent, using: &generator)
    let end = try episode.play(with: &agent, using: &generator, shouldStop: shouldStop) { _, plan in
      count(plan)
    }
    guard let end else { return false }
    scores.append(episode.score)
    if episodes.count < keptCount, let reason = RecordedEpisode.End(end) {
      episodes.append(episode.recorded(reason))
    }
    return true
  }

  /// Counts a decision, with its plan if there was one.
  public mutating func count(_ plan: Plan?) {
    decisions += 1
    nonfiniteCandidates += plan?.nonfiniteCount ?? 0
    if plan?.isFallback == true { fallbackPlans += 1 }
  }
}
