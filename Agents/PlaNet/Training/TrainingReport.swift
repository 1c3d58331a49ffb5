import Records

/// What a trainer tells while it works.
public enum TrainingReport: Sendable {
  /// Measurements of an iteration.
  case metrics(step: Int, wallTime: Double, [String: MetricValue])
  /// How far the run is.
  case progress(Progress)
  /// Something that the person at the terminal should know.
  case warning(String)
  /// A checkpoint that a signal asked for is safe.
  case saved(path: String)
}
