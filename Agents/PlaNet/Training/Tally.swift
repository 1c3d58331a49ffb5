/// Sums of measurements, for their means over an iteration.
struct Tally: Hashable, Sendable {
  /// A sum and the number of its terms.
  struct Entry: Hashable, Sendable {
    var sum = 0.0
    var count = 0.0
  }

  /// The sums by name.
  var entries: [String: Entry] = [:]

  /// Adds a measurement.
  mutating func add(_ value: Double, to name: String) {
    entries[name, default: Entry()].sum += value
    entries[name, default: Entry()].count += 1
  }

  /// The means by name.
  var means: [String: Double] { entries.mapValues { $0.sum / max($0.count, 1) } }

  /// The sums by name.
  var sums: [String: Double] { entries.mapValues(\.sum) }
}
