import TOMLKit

/// A configuration whose values can be named, such as `planner.horizon`, and set one by one.
///
/// Any `Codable` structure of structures, numbers, truth values, strings, string enumerations and
/// lists is a schema: its property names, joined by dots, are the names, and its default values
/// determine the types. Every property has a value; none is optional. Stronger origins win, in
/// whatever order they are applied: the command line, then an environment variable, then a file,
/// then a preset, then the defaults.
///
///     var settings = try Settings(Agent.Configuration(), preset: "quick", quick)
///     try settings.read("run.toml")
///     try settings.set("planner.horizon=12")
///     let configuration = try settings.configuration()
public struct Settings<Configuration: Codable> {
  /// The values by name.
  public private(set) var values: [String: SettingValue]
  /// The origin of each value.
  public private(set) var origins: [String: SettingOrigin]
  /// The texts that a setting may have, if they are restricted.
  public let choices: [String: [String]]
  /// The settings that have single precision in the configuration.
  let singles: Set<String>

  /// The names of all settings, sorted.
  public var names: [String] { values.keys.sorted() }

  /// Creates the settings of a configuration.
  ///
  /// - Parameters:
  ///   - defaults: The default values.
  ///   - preset: The name of a preset.
  ///   - presetValues: The configuration of that preset.
  /// - Throws: ``SettingsError`` if a configuration contains something that cannot be a setting.
  public init(
    _ defaults: Configuration, preset: String? = nil, _ presetValues: Configuration? = nil
  ) throws(SettingsError) {
    var found: [String: [String]] = [:]
    collectChoices(of: defaults, path: "", into: &found)
    choices = found
    singles = singlePrecisionNames(of: defaults, path: "")
    values = [:]
    origins = [:]
    values = rounded(try Self.flattened(defaults))
    origins = values.mapValues { _ in .standard }
    guard let preset, let presetValues else { return }
    for (name, value) in rounded(try Self.flattened(presetValues)) where value != values[name] {
      values[name] = value
      origins[name] = .preset(preset)
    }
  }

  /// Applies an assignment from the command line, such as `optimizer.learningRate=1e-3`.
  ///
  /// - Throws: ``SettingsError``, which suggests the nearest name if there is no such setting.
  public mutating func set(_ assignment: String) throws(SettingsError) {
    do {
      try assign(assignment, .flag)
    } catch {
      throw .usage("--set \(assignment)", error.message)
    }
  }

  /// Applies the assignments in an environment variable, separated by spaces.
  ///
  /// - Throws: ``SettingsError``, which suggests the nearest name if there is no such setting.
  public mutating func set(variable: String, to text: String) throws(SettingsError) {
    for part in text.split(whereSeparator: \.isWhitespace) {
      do {
        try assign(String(part), .variable(variable))
      } catch {
        throw .configuration("\(variable), \(part)", error.message)
      }
    }
  }

  /// A mistake in an assignment.
  private struct AssignmentError: Error {
    var message: String
  }

  private mutating func assign(
    _ assignment: String, _ origin: SettingOrigin
  ) throws(AssignmentError) {
    guard let equals = assignment.firstIndex(of: "=") else {
      throw AssignmentError(message: "expected name=value, found no '='")
    }
    let name = String(assignment[..<equals]).trimmed
    let text = String(assignment[assignment.index(after: equals)...]).trimmed
    guard let current = values[name] else { throw AssignmentError(message: unknown(name)) }
    guard let value = current.parsing(text), isChoice(value, of: name) else {
      throw AssignmentError(message: mismatch(name, current, found: "'\(text)'"))
    }
    if origins[name] == .flag && origin != .flag { return }
    values[name] = rounded(value, of: name)
    origins[name] = origin
  }

  /// Applies a TOML file.
  ///
  /// - Throws: ``SettingsError`` with the line and column, or ``FileError``.
  public mutating func read(_ path: String, in files: any FileSystem = Disk()) throws {
    let bytes = try files.read(path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw SettingsError.configuration("\(path):1:1", "expected UTF-8 text, found other bytes")
    }
    try apply(text, path: path)
  }

  /// Applies the text of a TOML file.
  ///
  /// - Throws: ``SettingsError`` with the line and column.
  public mutating func apply(_ text: String, path: String) throws(SettingsError) {
    let found = try parsedTOML(text, path: path)
    let places = keyPlaces(in: text)
    for (name, value) in found.sorted(by: { $0.key < $1.key }) {
      let (line, column) = places[name] ?? (1, 1)
      let place = "\(path):\(line):\(column)"
      guard let current = values[name] else { throw .configuration(place, unknown(name)) }
      guard let value, let adopted = current.adopting(value), isChoice(adopted, of: name) else {
        throw .configuration(
          place, mismatch(name, current, found: value?.toml ?? "a value of another kind"))
      }
      switch origins[name] {
      case .flag, .variable: continue
      default: break
      }
      values[name] = rounded(adopted, of: name)
      origins[name] = .file(path: path, line: line, column: column)
    }
  }

  /// Returns the configuration with all values.
  ///
  /// - Throws: ``SettingsError`` if the type rejects a value.
  public func configuration() throws(SettingsError) -> Configuration {
    do {
      return try TOMLDecoder().decode(Configuration.self, from: table())
    } catch DecodingError.dataCorrupted(let context) {
      let name = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw fault(name, "\(context.debugDescription), found \(values[name]?.toml ?? "-")")
    } catch {
      throw .configuration("the configuration", "\(error)")
    }
  }

  /// The resolved values as TOML; equal values give equal text.
  public var toml: String { toml { _ in "" } }

  /// The resolved values as TOML, with the origin of each in a comment.
  public var tomlWithOrigins: String { toml { "  # \(origins[$0]?.description.printable ?? "")" } }

  /// The resolved values as TOML, each followed by a note about its name.
  private func toml(note: (String) -> String) -> String {
    var text = ""
    var current = ""
    let ordered = names.map { name -> (table: String, key: String, name: String) in
      guard let dot = name.lastIndex(of: ".") else { return ("", name, name) }
      return (String(name[..<dot]), String(name[name.index(after: dot)...]), name)
    }.sorted { ($0.table, $0.key) < ($1.table, $1.key) }
    for (table, key, name) in ordered {
      if table != current {
        text += "\(text.isEmpty ? "" : "\n")[\(table)]\n"
        current = table
      }
      text += "\(key) = \(values[name]?.toml ?? "")\(note(name))\n"
    }
    return text
  }

  /// The SHA-256 of the resolved values, in hexadecimal digits.
  public var digest: String { SHA256.hexadecimalDigest(toml.utf8) }

  /// Returns the differences between the values of another run and these, sorted by name.
  public func differences(from old: Settings) -> [SettingDifference] {
    Set(names).union(old.names).sorted().compactMap { name in
      let (before, after) = (old.values[name], values[name])
      return before == after ? nil : SettingDifference(name: name, old: before, new: after)
    }
  }

  private func isChoice(_ value: SettingValue, of name: String) -> Bool {
    guard let choices = choices[name], case .text(let text) = value else { return true }
    return choices.contains(text)
  }
}
