/// A mistake in settings.
public enum SettingsError: ExplainedError {
  /// The command line is wrong: the place and the problem.
  case usage(String, String)
  /// A file or a value is wrong: the place and the problem.
  case configuration(String, String)

  /// A sentence that tells the user what is wrong.
  public var description: String {
    switch self {
    case .usage(let place, let message), .configuration(let place, let message):
      "\(place.printable): \(message)"
    }
  }

  /// The status for a wrong command line, or otherwise for a wrong configuration.
  public var exitStatus: ExitStatus {
    if case .usage = self { .usage } else { .configuration }
  }
}
