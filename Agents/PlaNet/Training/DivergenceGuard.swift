/// Counts what goes wrong in a row while training, and tells when it is too much.
///
/// Now and then an update is skipped, no candidate has a finite return, or a simulation diverges;
/// that is passed over. Too often in a row, it is a divergence: parameters go back to the last good
/// ones, or training ends if that has not helped or would not. What was too much is counted from
/// zero again, so that whoever goes on with the run has as many chances again.
package struct DivergenceGuard: Hashable, Sendable {
  /// How many updates in a row may be skipped before parameters go back to the last good ones.
  package static let mostFailures = 5
  /// How many decisions in a row may be without a finite return before parameters go back to the
  /// last good ones.
  package static let mostFallbacks = 10
  /// How many episodes in a row may be dropped before training ends.
  package static let mostDrops = 10
  /// How often in a row parameters may go back before training ends.
  package static let mostRestorations = 3
  /// The number of updates after which going back once more is a new beginning.
  package static let restorationMemory = 1000

  /// The number of updates in a row that were skipped.
  package var failures = 0
  /// The number of decisions in a row at which no candidate had a finite return.
  package var fallbacks = 0
  /// The number of episodes in a row that were dropped since their simulation diverged.
  package var drops = 0
  /// How often parameters went back to the last good ones lately, each time soon after the time
  /// before.
  package var recentRestorations = 0
  /// The updates that were done when they last did.
  package var lastRestoration = 0

  /// Creates a guard that has seen nothing go wrong.
  package init() {}

  /// Counts an update that was skipped.
  ///
  /// - Returns: Whether parameters are to go back.
  package mutating func countFailure() -> Bool {
    Self.count(&failures, upTo: Self.mostFailures)
  }

  /// Returns the number of decisions in a row without a finite return, if parameters are to go back
  /// for these.
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
