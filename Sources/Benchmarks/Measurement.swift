import Base
import JSONText

/// How long something takes, beside a reference that was timed in the same run.
package struct Measurement: Sendable {
  /// How much was done in the time.
  package enum Work: Hashable, Sendable {
    /// So many additions and multiplications.
    case operations(Double)
    /// So many bytes read and written.
    case bytes(Double)
  }

  /// What is measured.
  package let measure: String
  /// The median time of one run, in seconds.
  package let seconds: Double
  /// The median time of the reference, or the bound, in seconds; `nil` where the reference is not
  /// on this machine.
  package let referenceSeconds: Double?
  /// How much is done in one run.
  package let work: Work

  /// The share of the reference's speed that is reached, if that is known.
  package var ratio: Double? { referenceSeconds.map { $0 / seconds } }

  /// Creates a measurement.
  package init(measure: String, seconds: Double, referenceSeconds: Double?, work: Work) {
    self.measure = measure
    self.seconds = seconds
    self.referenceSeconds = referenceSeconds
    self.work = work
  }

  /// Returns the same measurement beside another reference, or beside none.
  package func beside(_ referenceSeconds: Double?) -> Measurement {
    Measurement(
      measure: measure, seconds: seconds, referenceSeconds: referenceSeconds, work: work)
  }

  /// Times two things in turns, so that both see the machine in the same state.
  ///
  /// - Parameters:
  ///   - measure: What is measured.
  ///   - work: How much `body` does.
  ///   - duration: How long to measure, in seconds, of which a tenth is for warming up.
  ///   - body: What is timed.
  ///   - reference: What it is compared with.
  /// - Returns: The medians of both.
  package static func alternating(
    _ measure: String, work: Work, duration: Double = 1, _ body: () -> Void,
    reference: () -> Void = {}
  ) -> Measurement {
    var (times, referenceTimes): ([Double], [Double]) = ([], [])
    let clock = ContinuousClock()
    let start = clock.now
    var isWarm = false
    while times.count < 5 || start.duration(to: clock.now) < .seconds(duration) {
      times.append(seconds(of: body, clock))
      referenceTimes.append(seconds(of: reference, clock))
      if !isWarm, start.duration(to: clock.now) > .seconds(duration / 10) {
        isWarm = true
        times.removeAll()
        referenceTimes.removeAll()
      }
    }
    return Measurement(
      measure: measure, seconds: times.median, referenceSeconds: referenceTimes.median, work: work)
  }

  private static func seconds(of body: () -> Void, _ clock: ContinuousClock) -> Double {
    clock.measure(body) / .seconds(1)
  }
}

extension Measurement {
  /// An object with `measure`, `seconds`, `reference_seconds`, `ratio`, and the rate.
  package var json: JSON {
    [
      "measure": .string(measure), "seconds": .number(seconds),
      "reference_seconds": referenceSeconds.map { JSON.number($0) } ?? .null,
      "ratio": ratio.map { JSON.number($0) } ?? .null, rate.name: .number(rate.value),
    ]
  }

  /// The rate in units of 10⁹ a second, and its name.
  package var rate: (name: String, value: Double) {
    switch work {
    case .operations(let count): ("gflops", count / seconds / 1e9)
    case .bytes(let count): ("gigabytes_per_second", count / seconds / 1e9)
    }
  }
}
