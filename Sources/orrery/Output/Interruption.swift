import Foundation
import Records
import Synchronization

/// A request to stop a command: Ctrl-C, or a SIGTERM from another program.
///
/// The current picture or file is finished, so that no partial file and no colour of the terminal is
/// left behind; then the program ends as the signal would have ended it. A second signal ends it
/// immediately.
enum Interruption {
  // A signal handler may use only what needs no lock and no allocation.
  private static let signalNumber = Atomic<Int32>(0)
  private static let isListening = Atomic(false)

  /// Whether a stop was requested.
  static var isRequested: Bool { signalNumber.load(ordering: .acquiring) != 0 }

  /// Installs the handlers, for a command that asks whether a stop was requested.
  static func listen() {
    isListening.store(true, ordering: .relaxed)
    hold([SIGINT, SIGTERM])
  }

  /// Completes a piece of work, such as writing a file, before a signal ends the program.
  static func holding<Result>(_ work: () throws(Failure) -> Result) throws(Failure) -> Result {
    guard !isListening.load(ordering: .relaxed) else { return try work() }
    // Signals that are ignored, or handled already, stay so.
    let held = [SIGINT, SIGTERM, SIGHUP].filter { StopSignals.isHandler(SIG_DFL, of: $0) }
    hold(held)
    defer {
      for number in held { signal(number, SIG_DFL) }
      takeEffect()
    }
    return try work()
  }

  private static func hold(_ signals: [Int32]) {
    // It is initialized now, since a handler may not initialize it.
    _ = isRequested
    for number in signals { signal(number) { Interruption.receive($0) } }
  }

  /// Ends the program as the signal would have ended it, if there was one.
  static func takeEffect() {
    if isRequested { raise(signalNumber.load(ordering: .acquiring)) }
  }

  private static func receive(_ number: Int32) {
    signalNumber.store(number, ordering: .releasing)
    signal(SIGINT, SIG_DFL)
    signal(SIGTERM, SIG_DFL)
  }
}
