import Foundation
import TestSupport

/// The built command-line tool, run as a user would.
enum Program {
  /// What a run left behind.
  struct Outcome {
    var code: Int32
    var output: String
    var errors: String
  }

  static func run(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Outcome {
    try withTemporaryFolder { folder in
      let files = ["output", "errors"].map { URL(fileURLWithPath: "\(folder)/\($0)") }
      for file in files { try Data().write(to: file) }
      let process = Process()
      process.executableURL = URL(fileURLWithPath: try builtProgram("orrery"))
      process.arguments = arguments
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
      process.standardOutput = try FileHandle(forWritingTo: files[0])
      process.standardError = try FileHandle(forWritingTo: files[1])
      try process.run()
      process.waitUntilExit()
      // A signal counts as a shell counts it.
      let signal: Int32 = process.terminationReason == .uncaughtSignal ? 128 : 0
      return Outcome(
        code: signal + process.terminationStatus,
        output: String(decoding: try Data(contentsOf: files[0]), as: UTF8.self),
        errors: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self))
    }
  }

  /// Calls `body` with a folder that is gone afterwards.
  static func withFolder(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { try body(URL(fileURLWithPath: $0)) }
  }
}
