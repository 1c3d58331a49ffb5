import Records

/// The files that store the measurements of a run.
struct RunLogs {
  let metrics: MetricsLog
  let events: EventFile
  let evaluations: EvaluationTable
  private var toldCounts = [0, 0, 0]

  /// Opens the files of a run.
  ///
  /// - Parameters:
  ///   - run: The folder of the run.
  ///   - step: The step from which the run is resumed, or `nil` at its beginning; later records are
  ///     dropped.
  ///   - wallTime: The time now, in seconds since 1970.
  /// - Throws: `FileError` or `DataError`.
  init(of run: String, resumingAfter step: Int?, wallTime: Double) throws {
    // This comes first, because a table with other columns is refused.
    evaluations = try EvaluationTable(
      "\(run)/evaluations.csv",
      columns: [
        "episodes", "score_mean", "score_median", "score_min", "score_max", "train_seconds",
        "cpu_seconds",
      ], resumingAfter: step)
    metrics = try MetricsLog("\(run)/metrics.jsonl", resumingAfter: step)
    events = try EventFile(folder: run, resumingAfter: step, wallTime: wallTime)
  }

  /// Makes the records so far safe from a loss of power.
  ///
  /// - Returns: The number of measurements that were lost since the last call, and the reason for
  ///   the last loss, or `nil` if none was lost.
  mutating func synchronize() -> (count: Int, reason: FileError)? {
    metrics.synchronize()
    events.synchronize()
    evaluations.synchronize()
    let counts = [metrics.failureCount, events.failureCount, evaluations.failureCount]
    let reasons = [metrics.lastFailure, events.lastFailure, evaluations.lastFailure]
    let lost = zip(counts, toldCounts).map { $0 - $1 }
    toldCounts = counts
    guard let place = lost.firstIndex(where: { $0 > 0 }), let reason = reasons[place] else {
      return nil
    }
    return (lost.reduce(0, +), reason)
  }
}
