import Foundation
import Synchronization

/// The wish that watching ends: Ctrl-C, or a SIGTERM of another program.
///
/// The picture at hand is shown and recorded to its end, so that no part of a file and no colour of
/// the terminal is left behind; then the program ends as the signal would have ended it. A second
/// signal ends it at once.
enum Interruption {
  // A signal's handler may only touch what needs no lock and no allocation.
  private static let signalNumber = Atomic<Int32>(0)

  /// Whether somebody wishes an end.
  static var isRequested: Bool { signalNumber.load(ordering: .acquiring) != 0 }

  /// Begins to listen.
  static func listen() {
    // Made now, since a handler may not make it.
    _ = isRequested
    signal(SIGINT) { Interruption.receive($0) }
    signal(SIGTERM) { Interruption.receive($0) }
  }

  /// Ends the program as the signal would have, if there was one.
  static func takeEffect() {
    if isRequested { raise(signalNumber.load(ordering: .acquiring)) }
  }

  private static func receive(_ number: Int32) {
    signalNumber.store(number, ordering: .releasing)
    signal(SIGINT, SIG_DFL)
    signal(SIGTERM, SIG_DFL)
  }
}
