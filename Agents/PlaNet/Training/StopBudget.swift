/// The expected duration of a stop: a piece of work, and a save.
///
/// A stop takes effect between pieces of work. The estimate is the longest of all kinds of pieces,
/// as each was when it was last done; the duration of the first piece of a kind is unknown.
package struct StopBudget {
  /// The kinds of work.
  package enum Work: Hashable {
    /// Decisions of an episode to learn from.
    case collecting
    /// Updates.
    case learning
    /// Decisions of an evaluation.
    case evaluating
    /// Episodes that are averaged.
    case averaging
    /// Parts of open-loop predictions.
    case predicting
  }

  /// The seconds that the last save took.
  private var saveSeconds = 0.0
  /// The current piece of work.
  private var piece: (work: Work, start: Double)?
  /// The seconds of the longest earlier piece since another kind of work was done.
  private var longestInRow = 0.0
  /// The seconds of the longest piece of each kind.
  private var longest: [Work: Double] = [:]

  /// Creates the budget of a program that has done nothing yet.
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

  /// Records the duration of a save, which is not part of the current piece.
  package mutating func noteSave(of seconds: Double) {
    saveSeconds = seconds
    piece?.start += seconds
  }

  /// The approximate number of seconds that a stop will take, or 0 if it is unknown.
  package var seconds: Int {
    guard let piece, longest[piece.work] != nil, let most = longest.values.max() else { return 0 }
    return max(1, Int(exactly: (most + saveSeconds).rounded(.up)) ?? .max)
  }
}
