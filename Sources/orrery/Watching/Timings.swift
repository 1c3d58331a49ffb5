import Foundation

/// The time that the parts of a picture take.
struct Timings {
  /// A part of the work.
  enum Part: String, CaseIterable {
    case planning, imagining, scene, dashboard
  }

  private(set) var pictures = 0
  private(set) var decisions = 0
  private var durations: [Part: Duration] = [:]
  private var last: [Part: Duration] = [:]
  private let start = ContinuousClock.now
  private var counted = ContinuousClock.now
  /// The number of pictures per second, over the last ones.
  private(set) var rate = 0.0

  /// Adds the time of a part of the work.
  mutating func add(_ part: Part, since start: ContinuousClock.Instant) {
    let time = ContinuousClock.now - start
    durations[part, default: .zero] += time
    last[part] = time
  }

  /// Counts a decision.
  mutating func countDecision() { decisions += 1 }

  /// Counts a picture.
  mutating func countPicture() {
    pictures += 1
    guard pictures % 30 == 0 else { return }
    rate = 30 / ((ContinuousClock.now - counted) / .seconds(1))
    counted = .now
  }

  /// Returns the time that a part last took, in milliseconds.
  func milliseconds(_ part: Part) -> Double { (last[part] ?? .zero) / .milliseconds(1) }

  /// The measurements as one line.
  var summary: String {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    func each(_ part: Part, _ count: Int) -> String {
      let time = (durations[part] ?? .zero) / .milliseconds(1) / Double(max(count, 1))
      return "\(part.rawValue) \(String(format: "%.1f", time)) ms"
    }
    return String(
      format: "%d pictures in %.2f s: %.1f a second, ", pictures, seconds,
      Double(pictures) / seconds)
      + "for each \(each(.scene, pictures)), \(each(.dashboard, pictures)); "
      + "decisions: \(decisions), for each \(each(.planning, decisions)), "
      + each(.imagining, decisions)
  }
}
