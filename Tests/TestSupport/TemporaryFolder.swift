import Foundation

/// Calls `body` with the path of a new folder that is removed afterwards.
///
/// - Parameter body: Uses the folder.
/// - Returns: The result of `body`.
/// - Throws: Errors of `body`, or one that prevents the folder from being created.
public func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "orrery-\(UUID())").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}
