import Base

/// The true quantities that can be read from latent states.
public struct ProbeReport: Hashable, Sendable {
  /// The readings at one horizon, on episodes to which no map was fitted.
  public struct Reading: Hashable, Sendable {
    /// The number of steps in open loop, 0 for states that have seen everything.
    public var horizon: Int
    /// R² of each target, with maps fitted to states of this horizon.
    public var scores: [Double]
    /// R² of each target, with the maps fitted to states that have seen everything.
    public var transferredScores: [Double]
    /// The true quantities, one row for each state.
    public var truths: [[Double]]
    /// The predictions of this horizon's maps for each state.
    public var predictions: [[Double]]
  }

  /// The quantities.
  public var targets: [ProbeTarget]
  /// The readings, by horizon.
  public var readings: [Reading] = []

  /// The groups of targets, in the order of their first occurrence.
  public var groups: [String] {
    targets.map(\.group).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Returns the mean R² of a group of targets at a horizon.
  ///
  /// - Parameters:
  ///   - group: The group.
  ///   - horizon: The number of steps in open loop.
  ///   - isTransferred: Whether to read with the maps of states that have seen everything.
  /// - Returns: The mean, or `nil` if the group was not read at this horizon.
  public func meanScore(
    of group: String, horizon: Int, isTransferred: Bool = false
  ) -> Double? {
    guard let reading = readings.first(where: { $0.horizon == horizon }) else { return nil }
    let scores = isTransferred ? reading.transferredScores : reading.scores
    let members = targets.indices.filter { targets[$0].group == group }
    guard !members.isEmpty else { return nil }
    return members.reduce(0) { $0 + scores[$1] } / Double(members.count)
  }

  /// The numbers by name: `probe/filtered/velocity/bthigh` and, for the mean of a group,
  /// `probe/filtered/velocity`; `probe/open_loop/25/…` with separate maps, and
  /// `probe/transferred/25/…` with those of filtered states.
  public var metrics: [String: Double] {
    var metrics: [String: Double] = [:]
    for reading in readings {
      let kinds =
        reading.horizon == 0
        ? [("filtered", reading.scores, false)]
        : [
          ("open_loop/\(reading.horizon)", reading.scores, false),
          ("transferred/\(reading.horizon)", reading.transferredScores, true),
        ]
      for (kind, scores, isTransferred) in kinds {
        for (target, score) in zip(targets, scores) {
          metrics["probe/\(kind)/\(target.group)/\(target.name)"] = score
        }
        for group in groups {
          metrics["probe/\(kind)/\(group)"] = meanScore(
            of: group, horizon: reading.horizon, isTransferred: isTransferred)
        }
      }
    }
    return metrics
  }

  /// R² as a table for a terminal, with a line per target and per group, and a column per horizon.
  public var table: String {
    let headings = readings.map { $0.horizon == 0 ? "filtered" : "\($0.horizon) ahead" }
    let names = targets.map { "\($0.group) \($0.name)" } + groups.map { "mean \($0)" }
    let width = (names.map(\.count).max() ?? 0) + 2
    func line(_ name: String, _ cells: [String]) -> String {
      name.leftAligned(in: width) + cells.map { " " + $0.rightAligned(in: 9) }.joined()
    }
    var lines = [line("R2", headings)]
    for (index, name) in names.enumerated() {
      lines.append(
        line(
          name,
          readings.map { reading in
            let score =
              index < targets.count
              ? reading.scores[index]
              : meanScore(of: groups[index - targets.count], horizon: reading.horizon) ?? .nan
            return fixed(score, decimals: 2)
          }))
    }
    return lines.joined(separator: "\n")
  }
}

extension ProbeReport.Reading {
  init(
    horizon: Int, _ map: RidgeRegression, transferred: RidgeRegression, to test: LatentExamples
  ) {
    let predictions = test.features.map { map($0) }
    self.init(
      horizon: horizon, scores: determination(predictions, test.targets),
      transferredScores: determination(test.features.map { transferred($0) }, test.targets),
      truths: test.targets, predictions: predictions)
  }
}

/// Returns R² of each column, the fraction of the variance that predictions explain.
///
///     1 − Σ (y − ŷ)² / Σ (y − ȳ)²
///
/// It is zero for columns that do not vary except by rounding, and negative if the mean would
/// predict better.
package func determination(_ predictions: [[Double]], _ truths: [[Double]]) -> [Double] {
  let count = Double(max(truths.count, 1))
  return (truths.first ?? []).indices.map { column in
    let mean = truths.reduce(0) { $0 + $1[column] } / count
    let variance = truths.reduce(0) { $0 + ($1[column] - mean) * ($1[column] - mean) }
    let error = zip(predictions, truths).reduce(0) { sum, pair in
      let distance = pair.0[column] - pair.1[column]
      return sum + distance * distance
    }
    // The mean of equal numbers may have a rounding error, which is far less than 1e-10 of them.
    return variance > count * 1e-20 * max(mean * mean, 1e-20) ? 1 - error / variance : 0
  }
}
