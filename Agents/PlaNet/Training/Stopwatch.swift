import Glibc

/// The seconds that parts of a run took, summed over all programs that worked on it.
///
/// They are recorded and shown, and nothing else depends on them.
public struct Stopwatch: Hashable, Sendable {
  /// The activities that take time.
  public enum Part: String, CaseIterable, Sendable {
    /// Stepping and observing the environment.
    case environment
    /// Updating beliefs and searching for actions.
    case planning
    /// Batches, losses, gradients and optimizer steps.
    case learning
    /// Writing episodes, checkpoints and measurements.
    case recording
    /// Evaluations and measurements on held-out episodes.
    case evaluation
  }

  /// The seconds by part.
  public internal(set) var seconds: [Part: Double] = [:]
  /// The processor seconds of all parts except evaluations.
  public internal(set) var processorSeconds = 0.0

  /// The seconds of training: all parts except evaluations.
  public var trainingSeconds: Double {
    Part.allCases.reduce(0) { $1 == .evaluation ? $0 : $0 + seconds[$1, default: 0] }
  }

  /// A moment from which time is measured.
  struct Instant {
    fileprivate let time = now(CLOCK_MONOTONIC)
    fileprivate let work = now(CLOCK_PROCESS_CPUTIME_ID)
  }

  /// Adds the time since a moment.
  mutating func add(_ part: Part, since start: Instant) {
    seconds[part, default: 0] += now(CLOCK_MONOTONIC) - start.time
    if part != .evaluation {
      processorSeconds += now(CLOCK_PROCESS_CPUTIME_ID) - start.work
    }
  }
}

extension Trainer {
  /// Measures the duration of `body`.
  func time<Result>(_ part: Stopwatch.Part, _ body: () throws -> Result) rethrows -> Result {
    let start = Stopwatch.Instant()
    defer { stopwatch.add(part, since: start) }
    return try body()
  }
}

/// Returns the seconds of a clock.
func now(_ clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
