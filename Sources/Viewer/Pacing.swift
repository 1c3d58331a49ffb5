/// Computes how long to hold pictures back until they are due.
///
/// After a late picture the next ones come sooner, until the delay is made up; so the pace is kept
/// on average although some pictures take longer, such as those that follow a plan.
package struct Pacing: Sendable {
  private var due: ContinuousClock.Instant
  /// The longest delay that is made up.
  private static let longestDelay = Duration.milliseconds(150)

  /// Begins at an instant.
  package init(from start: ContinuousClock.Instant = .now) { due = start }

  /// Returns the time to wait until a picture has been shown for long enough.
  ///
  /// - Parameters:
  ///   - time: The time for which the picture is to be shown.
  ///   - now: The moment at which it was drawn.
  /// - Returns: The remaining time, zero if the picture was late.
  package mutating func rest(
    of time: Duration, at now: ContinuousClock.Instant = .now
  ) -> Duration {
    due += time
    guard due < now else { return due - now }
    due = max(due, now - Self.longestDelay)
    return .zero
  }
}
