import Foundation
import Synchronization

/// The wish that a command ends: Ctrl-C, or a SIGTERM of another program.
///
/// The picture or the file at hand is finished, so that no part of a file and no colour of the terminal
/// is left behind; then the program ends as the signal would have ended it. A second signal ends it at
/// once.
enum Interruption {
  // A signal's handler may only touch what needs no lock and no allocation.
  private static let signalNumber = Atomic<Int32>(0)
  private static let isListening = Atomic(false)

  /// Whether somebody wishes an end.
  static var isRequested: Bool { signalNumber.load(ordering: .acquiring) != 0 }

  /// Begins to listen, for a command that asks whether an end is requested.
  static func listen() {
    isListening.store(true, ordering: .relaxed)
    hold([SIGINT, SIGTERM])
  }

  /// Does a piece of work, such as to write a file, before a signal ends the program.
  static func holding<Result>(_ work: () throws(Failure) -> Result) throws(Failure) -> Result {
    guard !isListening.load(ordering: .relaxed) else { return try work() }
    // Whoever ignores a signal, or listens to it already, goes on to.
    let held = [SIGINT, SIGTERM, SIGHUP].filter(endsProgram)
    hold(held)
    defer {
      for number in held { signal(number, SIG_DFL) }
      takeEffect()
    }
    return try work()
  }

  private static func hold(_ signals: [Int32]) {
    // Made now, since a handler may not make it.
    _ = isRequested
    for number in signals { signal(number) { Interruption.receive($0) } }
  }

  /// Whether nobody handles or ignores a signal.
  private static func endsProgram(_ number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    // Handlers cannot be compared, but their addresses can.
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_DFL, to: Int.self)
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
