/// Counts consecutive failures in training, and decides when there are too many.
///
/// A skipped update, a decision without a finite return, or a diverging simulation is passed over now
/// and then. Too many in a row are a divergence: parameters return to the last good ones, or training
/// ends if that has not helped or would not. A count that reached its limit begins at zero again, so
/// that a later resumption of the run has the full number of chances again.
package struct DivergenceGuard: Hashable, Sendable {
  /// The number of skipped updates in a row after which parameters return to the last good ones.
  package static let mostFailures = 5
  /// The number of decisions in a row without a finite return after which parameters return to the
  /// last good ones.
  package static let mostFallbacks = 10
  /// The number of dropped episodes in a row after which training ends.
  package static let mostDrops = 10
  /// The number of returns in a row after which training ends.
  package static let mostRestorations = 3
  /// The number of updates after which a return no longer counts as following the one before.
  package static let restorationMemory = 1000

  /// The number of updates in a row that were skipped.
  package var failures = 0
  /// The number of decisions in a row at which no candidate had a finite return.
  package var fallbacks = 0
  /// The number of episodes in a row that were dropped since their simulation diverged.
  package var drops = 0
  /// The number of recent returns to the last good parameters, each soon after the one before.
  package var recentRestorations = 0
  /// The number of updates at the last return.
  package var lastRestoration = 0

  /// Creates a guard that has seen nothing go wrong.
  package init() {}

  /// Counts an update that was skipped.
  ///
  /// - Returns: Whether parameters are to return.
  package mutating func countFailure() -> Bool {
    Self.count(&failures, upTo: Self.mostFailures)
  }

  /// Returns the number of decisions in a row without a finite return, if parameters are to return
  /// because of them.
  package mutating func takeFallbacks() -> Int? {
    guard fallbacks >= Self.mostFallbacks else { return nil }
    defer { fallbacks = 0 }
    return fallbacks
  }

  /// Counts an episode that was dropped.
  ///
  /// - Returns: Whether training is to end.
  package mutating func countDrop() -> Bool {
    Self.count(&drops, upTo: Self.mostDrops)
  }

  /// Counts a return to the last good parameters.
  ///
  /// - Parameter updates: The updates so far.
  /// - Returns: Whether training is to end.
  package mutating func countRestoration(afterUpdates updates: Int) -> Bool {
    if updates - lastRestoration >= Self.restorationMemory { recentRestorations = 0 }
    lastRestoration = updates
    return Self.count(&recentRestorations, upTo: Self.mostRestorations)
  }

  /// Counts one more, and from zero again if these are too many.
  private static func count(_ number: inout Int, upTo most: Int) -> Bool {
    number += 1
    guard number >= most else { return false }
    number = 0
    return true
  }
}
