import ControlSuite
import Foundation
import Records

/// The subject of watching.
enum WatchSubject {
  /// A task.
  case task(Catalog.Entry)
  /// The folder of a run.
  case run(path: String)

  /// Returns the subject that a user named: a task, or otherwise a folder.
  ///
  /// - Throws: ``Failure`` if it is neither.
  static func named(_ name: String) throws(Failure) -> WatchSubject {
    if let entry = Catalog.entry(named: name) { return .task(entry) }
    let isThere = FileManager.default.fileExists(atPath: name)
    if isThere || name.contains("/") { return .run(path: name) }
    let hint = suggestion(for: name, in: Catalog.entries.map(\.name))
    throw Failure(
      hint.isEmpty ? .missingInput : .usage,
      "'\(name)' is neither a task nor the folder of a run"
        + (hint.isEmpty ? "; 'orrery envs' lists the tasks" : hint))
  }
}
