/// Why settings are wrong.
public enum SettingsError: ExplainedError {
  /// The command line is wrong: where, and what is wrong there.
  case usage(String, String)
  /// A file or a value is wrong: where, and what is wrong there.
  case configuration(String, String)

  /// What is wrong, in a sentence for the person at the terminal.
  public var description: String {
    switch self {
    case .usage(let place, let message), .configuration(let place, let message):
      "\(place.printable): \(message)"
    }
  }

  /// That of a wrong command line, or else of a wrong configuration.
  public var exitStatus: ExitStatus {
    if case .usage = self { .usage } else { .configuration }
  }
}
