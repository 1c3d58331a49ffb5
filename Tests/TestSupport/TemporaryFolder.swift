import Foundation

/// Calls `body` with the path of a new folder that is removed afterwards.
///
/// - Parameter body: What needs the folder.
/// - Returns: What `body` returns.
/// - Throws: What `body` throws, or what keeps the folder from being made.
public func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "orrery-\(UUID())").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}
