/// Where the value of a setting came from, from the weakest to the strongest.
public enum SettingOrigin: Hashable, Sendable, CustomStringConvertible {
  /// The default of the type.
  case standard
  /// A named set of values.
  case preset(String)
  /// A line of a file.
  case file(path: String, line: Int, column: Int)
  /// A variable of the environment.
  case variable(String)
  /// The command line.
  case flag

  /// The origin in a few words.
  public var description: String {
    switch self {
    case .standard: "default"
    case .preset(let name): "preset \(name)"
    case .file(let path, let line, let column): "\(path):\(line):\(column)"
    case .variable(let name): name
    case .flag: "the command line"
    }
  }
}
