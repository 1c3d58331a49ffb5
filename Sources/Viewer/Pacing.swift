/// Tells how long pictures are to be held back until their time comes.
///
/// A picture that comes late lets the next ones come sooner, until the delay is made up for; so the
/// pace is kept on average although some pictures take longer, such as those that follow a plan.
package struct Pacing: Sendable {
  private var due: ContinuousClock.Instant
  /// The longest delay that is made up for.
  private static let longestDelay = Duration.milliseconds(150)

  /// Begins at an instant.
  package init(from start: ContinuousClock.Instant = .now) { due = start }

  /// Returns how long to wait until a picture has been shown for its time.
  ///
  /// - Parameters:
  ///   - time: How long the picture is to be shown.
  ///   - now: The instant at which it was drawn.
  /// - Returns: The rest of the time, zero if the picture came late.
  package mutating func rest(
    of time: Duration, at now: ContinuousClock.Instant = .now
  ) -> Duration {
    due += time
    guard due < now else { return due - now }
    due = max(due, now - Self.longestDelay)
    return .zero
  }
}
