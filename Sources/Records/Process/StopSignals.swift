import Glibc
import Synchronization

/// What the system asks a long-running program to do.
///
/// SIGINT, SIGTERM and SIGHUP ask it to save and end; a message says so at once, and a second one
/// ends the program without saving, as if nobody listened: by the signal itself. SIGUSR1 asks it to
/// save and go on. SIGPIPE is ignored, so that a reader that has read enough does not end the program.
public enum StopSignals {
  // A signal's handler may only touch what needs no lock and no allocation.
  private static let stop = Atomic<Int32>(0)
  private static let save = Atomic<Bool>(false)

  /// The signals that ask for an end.
  private static let ending = [SIGINT, SIGTERM, SIGHUP]

  /// The exit status that tells that a signal ended the program after a good save, if one asked.
  ///
  /// 130 for SIGINT, 143 for SIGTERM, 129 for SIGHUP.
  public static var exitCode: Int32? {
    let signal = stop.load(ordering: .acquiring)
    return signal == 0 ? nil : 128 + signal
  }

  /// Whether a signal has asked for an end.
  public static var isStopRequested: Bool { exitCode != nil }

  /// Returns whether a save was asked for since this was last called.
  public static func takeSaveRequest() -> Bool {
    save.exchange(false, ordering: .acquiringAndReleasing)
  }

  /// Begins to listen, once in a program.
  public static func listen() {
    // Made now, since a handler may not make them.
    _ = (stop.load(ordering: .relaxed), save.load(ordering: .relaxed))
    for signal in ending { handle(signal) { StopSignals.receiveStop($0) } }
    handle(SIGUSR1) { _ in StopSignals.save.store(true, ordering: .releasing) }
    ignoreBrokenPipes()
    // Whoever started the program may have blocked them, as threads of a pool do.
    var listened = sigset_t()
    sigemptyset(&listened)
    for signal in ending + [SIGUSR1] { sigaddset(&listened, signal) }
    pthread_sigmask(SIG_UNBLOCK, &listened, nil)
  }

  /// Lets writing to a reader that has read enough fail instead of ending the program.
  public static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  private static func handle(
    _ signal: Int32, _ handler: @escaping @convention(c) (Int32) -> Void
  ) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    sigemptyset(&action.sa_mask)
    // Calls that a signal interrupts go on, so that no write is cut short.
    action.sa_flags = SA_RESTART
    sigaction(signal, &action, nil)
  }

  private static func receiveStop(_ number: Int32) {
    let (isFirst, _) = stop.compareExchange(
      expected: 0, desired: number, ordering: .acquiringAndReleasing)
    guard isFirst else {
      write("\nstopped without saving\n")
      // Not by a code, which would tell of a good save. It takes effect as this handler returns.
      signal(number, SIG_DFL)
      raise(number)
      return
    }
    write("\nsaving, then stopping, after the work at hand; once more to stop at once\n")
  }

  private static func write(_ message: StaticString) {
    let code = errno
    _ = Glibc.write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
    errno = code
  }
}
