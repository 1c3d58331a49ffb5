/// The origin of a setting's value, from the weakest to the strongest.
public enum SettingOrigin: Hashable, Sendable, CustomStringConvertible {
  /// The default of the type.
  case standard
  /// A named set of values.
  case preset(String)
  /// A line in a file.
  case file(path: String, line: Int, column: Int)
  /// An environment variable.
  case variable(String)
  /// The command line.
  case flag

  /// A short description of the origin.
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
