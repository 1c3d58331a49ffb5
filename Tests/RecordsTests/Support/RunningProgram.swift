import Foundation
import TestSupport

/// A program that was started to see how it ends.
final class RunningProgram {
  private let process = Process()
  private let output = Pipe()
  private let errors = Pipe()

  /// Handles SIGHUP if it is ignored, which makes it as usual in programs that are started.
  private static let handleHangUps: Void = {
    var action = sigaction()
    sigaction(SIGHUP, nil, &action)
    let handler = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    if handler == unsafeBitCast(SIG_IGN, to: Int.self) { signal(SIGHUP) { _ in } }
  }()

  /// Starts a program, or one built with the tests if `name` has no slash.
  init(_ name: String, _ arguments: [String], environment: [String: String]? = nil) throws {
    process.executableURL = URL(filePath: name.contains("/") ? name : try builtProgram(name))
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = errors
    if let environment { process.environment = environment }
    // Where the tests are to outlive their terminal, the program would inherit that SIGHUP is ignored.
    Self.handleHangUps
    try process.run()
  }

  var identifier: Int32 { process.processIdentifier }

  func send(_ signal: Int32) { kill(identifier, signal) }

  /// Waits for the first output, as long as it takes.
  func waitForOutput() -> String {
    String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
  }

  /// Waits for the first message, as long as it takes.
  func waitForErrors() -> String {
    String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
  }

  /// Waits for the end.
  ///
  /// - Returns: The exit code, negative if a signal ended it, and what it wrote since it was last
  ///   looked at.
  func wait() throws -> (status: Int32, output: String, errors: String) {
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    let complaints = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let isSignal = process.terminationReason == .uncaughtSignal
    return (
      isSignal ? -process.terminationStatus : process.terminationStatus,
      String(decoding: text, as: UTF8.self), String(decoding: complaints, as: UTF8.self)
    )
  }
}
