import Foundation
import Synchronization

/// A request to stop watching: Ctrl-C, or a SIGTERM from another program.
///
/// The current picture is shown and recorded completely, so that no partial file and no colour of
/// the terminal is left behind; then the program ends as the signal would have ended it. A second
/// signal ends it immediately.
enum Interruption {
  // A signal handler may use only what needs no lock and no allocation.
  private static let signalNumber = Atomic<Int32>(0)

  /// Whether a stop was requested.
  static var isRequested: Bool { signalNumber.load(ordering: .acquiring) != 0 }

  /// Installs the handlers.
  static func listen() {
    // It is initialized now, since a handler may not initialize it.
    _ = isRequested
    signal(SIGINT) { Interruption.receive($0) }
    signal(SIGTERM) { Interruption.receive($0) }
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
