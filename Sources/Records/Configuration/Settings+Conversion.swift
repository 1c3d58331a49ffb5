import TOMLKit

extension Settings {
  /// Returns a value as its setting stores it: in single precision, as the shortest such number.
  func rounded(_ value: SettingValue, of name: String) -> SettingValue {
    singles.contains(name) ? value.inSinglePrecision : value
  }

  /// Returns values as their settings store them.
  func rounded(_ values: [String: SettingValue]) -> [String: SettingValue] {
    Dictionary(uniqueKeysWithValues: values.map { ($0, rounded($1, of: $0)) })
  }

  /// Returns the values of a configuration by name.
  static func flattened(
    _ configuration: Configuration
  ) throws(SettingsError) -> [String: SettingValue] {
    let table: TOMLTable
    do {
      table = try TOMLEncoder().encode(configuration)
    } catch {
      throw .configuration("the configuration", "cannot be written as TOML: \(error)")
    }
    var result: [String: SettingValue] = [:]
    for (name, value) in leaves(of: table, path: "") {
      guard let value else {
        throw .configuration(name, "expected a number, a text, true, false, or a list of these")
      }
      result[name] = value
    }
    return result
  }

  /// Returns the values as a table of tables, to be decoded.
  func table() -> TOMLTable {
    let root = TOMLTable()
    for name in names {
      var table = root
      let parts = name.split(separator: ".").map(String.init)
      for part in parts.dropLast() {
        let next = table[part]?.table ?? TOMLTable()
        table[part] = next
        table = table[part]?.table ?? next
      }
      if let last = parts.last { table[last] = values[name]?.tomlValue }
    }
    return root
  }
}
