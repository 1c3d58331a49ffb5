import ArgumentParser
import ControlSuite
import Records

extension Catalog {
  /// Returns the task with a name given by the user.
  ///
  /// - Throws: A message with the nearest name if there is no such task.
  static func entry(namedByUser name: String) throws -> Entry {
    if let entry = entry(named: name) { return entry }
    let names = entries.map(\.name)
    let hint = suggestion(for: name, in: names, otherwise: ".")
    throw ValidationError(
      "There is no task '\(name.printable)'\(hint) The tasks are \(names.joined(separator: ", ")).")
  }
}
