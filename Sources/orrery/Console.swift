import Foundation

/// Where messages go.
enum Console {
  /// Tells something on standard error, if anybody can still hear it.
  static func tell(_ message: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\(message)\n".utf8))
  }
}
