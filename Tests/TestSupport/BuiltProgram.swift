import Foundation
import Testing

/// Returns the path of a program that is built with the tests.
///
/// - Throws: If there is none.
public func builtProgram(_ name: String) throws -> String {
  let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  let path = URL(filePath: tests).deletingLastPathComponent().appending(path: name).path
  try #require(FileManager.default.isExecutableFile(atPath: path), "\(path) is not built")
  return path
}
