import Records

/// The reports of a trainer.
public enum TrainingReport: Sendable {
  /// Measurements of an iteration.
  case metrics(step: Int, wallTime: Double, [String: MetricValue])
  /// The progress of the run.
  case progress(Progress)
  /// Something that the user should know.
  case warning(String)
  /// A checkpoint that a signal requested is safe.
  case saved(path: String)
}
