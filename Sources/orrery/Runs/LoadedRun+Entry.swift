import ControlSuite
import PlaNet
import Records

extension LoadedRun {
  /// The task of the run.
  ///
  /// - Throws: `SettingsError` if the suite has no such task.
  func entry() throws -> Catalog.Entry {
    guard let entry = Catalog.entry(named: configuration.task) else {
      let names = Catalog.entries.map(\.name).joined(separator: ", ")
      throw SettingsError.configuration(
        "\(path)/config.toml: task",
        "expected one of \(names), found '\(configuration.task.printable)'; name one of them there")
    }
    return entry
  }
}
