import Records

/// The reason why training cannot continue.
public enum TrainingError: ExplainedError {
  /// A part that learns with its own settings.
  public enum Part: Hashable, Sendable {
    /// The world model.
    case worldModel
    /// The policy and the value.
    case behavior
  }

  /// Gradients were repeatedly not finite.
  case gradientsDiverged(Part, updates: Int, restorations: Int)
  /// No candidate had a finite return at many decisions in a row, repeatedly.
  case plansDiverged(decisions: Int)
  /// The simulations of many episodes in a row left all bounds.
  case simulationsDiverged(episodes: Int)
  /// The sequences of a batch are longer than every episode.
  case episodesTooShort(sequenceLength: Int, longest: Int)
  /// Open-loop predictions would begin after the end of every episode.
  case contextTooLong(context: Int, longest: Int)
  /// The final save of a program failed.
  case cannotSave(FileError)

  /// A sentence that tells the user what is wrong.
  public var description: String {
    switch self {
    case .gradientsDiverged(let part, let updates, let restorations):
      "training diverged: gradients\(part.words) were not finite after \(restorations) returns to"
        + " the last good parameters, at update \(updates); the last good ones are saved; try a lower"
        + " \(part.table).learningRate or \(part.table).largestNorm"
    case .plansDiverged(let decisions):
      "training diverged: no plan had a finite return at \(decisions) decisions in a row, again after"
        + " returns to the last good parameters; these are saved; try a lower"
        + " optimizer.learningRate or optimizer.largestNorm"
    case .simulationsDiverged(let episodes):
      "training diverged: the simulations of \(episodes) episodes in a row left all bounds; the run is"
        + " saved; look for what makes the task unstable, such as a strong actuator or a long time"
        + " step, and go on with the same command"
    case .episodesTooShort(let length, let longest):
      "trainer.sequenceLength: expected at most the \(longest) observations of the longest episode,"
        + " found \(length); make it smaller"
    case .contextTooLong(let context, let longest):
      "monitor.context: expected at most \(longest - 1), as the longest episode has \(longest)"
        + " observations, found \(context); make it smaller"
    case .cannotSave(let error):
      "\(error); the checkpoint before it is intact, and the same command goes on from there once"
        + " there is room"
    }
  }

  /// The exit status for a program that ends with this error.
  public var exitStatus: ExitStatus {
    switch self {
    case .gradientsDiverged, .plansDiverged, .simulationsDiverged: .failure
    case .episodesTooShort, .contextTooLong: .configuration
    case .cannotSave: .inputOutput
    }
  }
}

extension TrainingError.Part {
  /// The addition to "gradients" in messages, which are the world model's unless stated otherwise.
  fileprivate var words: String { self == .worldModel ? "" : " of the policy or the value" }

  /// The table of settings that determine how it learns.
  fileprivate var table: String { self == .worldModel ? "optimizer" : "behavior" }
}
