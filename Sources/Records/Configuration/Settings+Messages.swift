extension Settings {
  /// Returns an error about a wrong value, with the place that it came from.
  ///
  /// - Parameters:
  ///   - name: The name of the setting.
  ///   - problem: A description of the problem.
  /// - Returns: An error of usage for a value from the command line, otherwise of the
  ///   configuration.
  public func fault(_ name: String, _ problem: String) -> SettingsError {
    switch origins[name] {
    case .flag: .usage("--set \(name)", problem)
    case .variable(let variable): .configuration("\(variable), \(name)", problem)
    case .file(let path, let line, let column):
      .configuration("\(path):\(line):\(column): \(name)", problem)
    case .preset, .standard, nil: .configuration(name, problem)
    }
  }

  /// Returns a message that there is no setting with a name, and which one may be meant.
  func unknown(_ name: String) -> String {
    "there is no setting '\(name.printable)'\(suggestion(for: name, in: names))"
  }

  /// Returns a message that the value found does not fit a setting.
  func mismatch(_ name: String, _ current: SettingValue, found: String) -> String {
    let expected = choices[name].map { "one of \($0.joined(separator: ", "))" } ?? current.kind
    return "'\(name)' expects \(expected), found \(found.printable)"
  }
}
