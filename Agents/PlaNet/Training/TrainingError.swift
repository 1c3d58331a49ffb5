import Records

/// Why training cannot go on.
public enum TrainingError: ExplainedError {
  /// Gradients were not finite again and again.
  case gradientsDiverged(updates: Int, restorations: Int)
  /// No candidate had a finite return at many decisions in a row.
  case plansDiverged(decisions: Int)
  /// The sequences of a batch are longer than every episode.
  case episodesTooShort(sequenceLength: Int)
  /// A checkpoint is of another model.
  case otherModel(path: String, reason: String)
  /// A run has nothing to read.
  case noCheckpoint(run: String)
  /// There is no run.
  case noRun(path: String)

  /// What is wrong, in a sentence for the person at the terminal.
  public var description: String {
    switch self {
    case .gradientsDiverged(let updates, let restorations):
      "training diverged: gradients were not finite after \(restorations) returns to the last good"
        + " parameters, at update \(updates); the last good ones are saved; try a lower"
        + " optimizer.learningRate or optimizer.largestNorm"
    case .plansDiverged(let decisions):
      "training diverged: no plan had a finite return at \(decisions) decisions in a row; the run"
        + " is saved as it was before"
    case .episodesTooShort(let length):
      "no episode has the \(length) observations of trainer.sequenceLength; make it smaller"
    case .otherModel(let path, let reason):
      "\(path) was saved by a run with other sizes: \(reason)".printable
        + "; resume with the settings of its config.toml, or choose another --run"
    case .noCheckpoint(let run):
      "\(run.printable) has no checkpoint yet; train it first"
    case .noRun(let path):
      "\(path.printable): expected the folder of a run with a config.toml, found none"
    }
  }

  /// What the program should end with.
  public var exitStatus: ExitStatus {
    switch self {
    case .gradientsDiverged, .plansDiverged: .failure
    case .episodesTooShort, .otherModel: .configuration
    case .noCheckpoint, .noRun: .missingInput
    }
  }
}
