import Base
import JSONText

/// The time that something takes, and that of a reference timed in the same run.
package struct Measurement: Sendable {
  /// The amount of work done in that time.
  package enum Work: Hashable, Sendable {
    /// A number of additions and multiplications.
    case operations(Double)
    /// A number of bytes read and written.
    case bytes(Double)
  }

  /// A description of what is measured.
  package let measure: String
  /// The median time of one run, in seconds.
  package let seconds: Double
  /// The median time of the reference, or the bound, in seconds; `nil` if the reference is not
  /// available on this machine.
  package let referenceSeconds: Double?
  /// The work done in one run.
  package let work: Work

  /// The fraction of the reference's speed that is reached, if it is known.
  package var ratio: Double? { referenceSeconds.map { $0 / seconds } }

  /// Creates a measurement.
  package init(measure: String, seconds: Double, referenceSeconds: Double?, work: Work) {
    self.measure = measure
    self.seconds = seconds
    self.referenceSeconds = referenceSeconds
    self.work = work
  }

  /// Returns the same measurement with another reference, or with none.
  package func beside(_ referenceSeconds: Double?) -> Measurement {
    Measurement(
      measure: measure, seconds: seconds, referenceSeconds: referenceSeconds, work: work)
  }

  /// Times two things alternately, so that both see the machine in the same state.
  ///
  /// - Parameters:
  ///   - measure: A description of what is measured.
  ///   - work: The amount of work in `body`.
  ///   - duration: The time to measure for, in seconds; a tenth of it is for warming up.
  ///   - body: The code to time.
  ///   - reference: The code to compare it with.
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

  /// The rate in units of 10⁹ per second, and its name.
  package var rate: (name: String, value: Double) {
    switch work {
    case .operations(let count): ("gflops", count / seconds / 1e9)
    case .bytes(let count): ("gigabytes_per_second", count / seconds / 1e9)
    }
  }
}
