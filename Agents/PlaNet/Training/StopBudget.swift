/// How long a stop is going to take: a piece of work, and a save.
///
/// A stop is heeded between pieces of work. It is expected to wait for the longest of all kinds, as
/// each was when it was last done; nobody knows how long the first of a kind takes.
package struct StopBudget {
  /// The kinds of work.
  package enum Work: Hashable {
    /// Decisions of an episode to learn from.
    case collecting
    /// Updates.
    case learning
    /// Decisions of an evaluation.
    case evaluating
    /// Episodes whose mean is taken.
    case averaging
    /// Parts of open-loop predictions.
    case predicting
  }

  /// The seconds that the last save took.
  private var saveSeconds = 0.0
  /// The piece at hand.
  private var piece: (work: Work, start: Double)?
  /// The seconds of the longest piece before it, since no other kind of work was done.
  private var longestInRow = 0.0
  /// The seconds of the longest piece of each kind.
  private var longest: [Work: Double] = [:]

  /// Creates a budget of a program that has done nothing yet.
  package init() {}

  /// Begins a piece of work, which ends the one before.
  package mutating func begin(_ work: Work, at time: Double) {
    if let (last, start) = piece {
      longestInRow = max(longestInRow, time - start)
      longest[last] = work == last ? max(longest[last] ?? 0, longestInRow) : longestInRow
      if work != last { longestInRow = 0 }
    }
    piece = (work, time)
  }

  /// Notes how long a save took, which is no part of the piece at hand.
  package mutating func noteSave(of seconds: Double) {
    saveSeconds = seconds
    piece?.start += seconds
  }

  /// About how many seconds a stop is going to take, or 0 if nobody knows.
  package var seconds: Int {
    guard let piece, longest[piece.work] != nil, let most = longest.values.max() else { return 0 }
    return max(1, Int(exactly: (most + saveSeconds).rounded(.up)) ?? .max)
  }
}
