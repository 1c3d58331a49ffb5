import Glibc
import Synchronization

/// Requests of the system to a long-running program.
///
/// SIGINT, SIGTERM and SIGHUP ask it to save and end; a message acknowledges this at once and says
/// how long it will take. A second one ends the program by the signal itself, without saving, as if
/// there were no handler. SIGUSR1 asks it to save and continue. SIGHUP has no effect if the program
/// was started to outlive its terminal, as by `nohup`. Writes that are impossible fail, and do not
/// end the program.
public enum StopSignals {
  // A signal handler may use only what needs no lock and no allocation.
  private static let stop = Atomic<Int32>(0)
  private static let save = Atomic<Bool>(false)
  private static let expected = Atomic<Int32>(0)

  /// The signals that ask the program to end.
  private static let ending = [SIGINT, SIGTERM, SIGHUP]

  /// The exit status that reports that a signal ended the program after a successful save, if one
  /// did.
  ///
  /// 130 for SIGINT, 143 for SIGTERM, 129 for SIGHUP.
  public static var exitCode: Int32? {
    let signal = stop.load(ordering: .acquiring)
    return signal == 0 ? nil : 128 + signal
  }

  /// Whether a signal has asked the program to end.
  public static var isStopRequested: Bool { exitCode != nil }

  /// About how many seconds a stop will take, as its message says; 0 if it is unknown.
  public static var expectedSeconds: Int {
    get { Int(expected.load(ordering: .relaxed)) }
    set { expected.store(Int32(clamping: newValue), ordering: .relaxed) }
  }

  /// Returns whether a save was requested since the last call.
  public static func takeSaveRequest() -> Bool {
    save.exchange(false, ordering: .acquiringAndReleasing)
  }

  /// Installs the handlers, once in a program.
  public static func listen() {
    // They are initialized now, since a handler may not initialize them.
    _ = (stop.load(ordering: .relaxed), save.load(ordering: .relaxed), expectedSeconds)
    for signal in ending where signal != SIGHUP || !isHandler(SIG_IGN, of: signal) {
      handle(signal) { StopSignals.receiveStop($0) }
    }
    handle(SIGUSR1) { _ in StopSignals.save.store(true, ordering: .releasing) }
    letWritesFail()
    // The parent process may have blocked the signals, as threads of a pool do.
    var listened = sigset_t()
    sigemptyset(&listened)
    for signal in ending + [SIGUSR1] { sigaddset(&listened, signal) }
    pthread_sigmask(SIG_UNBLOCK, &listened, nil)
  }

  /// Makes writing to a closed pipe, or beyond a file size limit, fail instead of ending the
  /// program.
  public static func letWritesFail() {
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
  }

  /// Whether a handler, such as `SIG_IGN` or `SIG_DFL`, is the one that a signal has.
  package static func isHandler(_ handler: __sighandler_t?, of signal: Int32) -> Bool {
    var action = sigaction()
    sigaction(signal, nil, &action)
    // Handlers cannot be compared, but their addresses can.
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(handler, to: Int.self)
  }

  private static func handle(
    _ signal: Int32, _ handler: @escaping @convention(c) (Int32) -> Void
  ) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    sigemptyset(&action.sa_mask)
    // Interrupted calls are restarted, so that no write is cut short.
    action.sa_flags = SA_RESTART
    sigaction(signal, &action, nil)
  }

  private static func receiveStop(_ number: Int32) {
    let (isFirst, _) = stop.compareExchange(
      expected: 0, desired: number, ordering: .acquiringAndReleasing)
    guard isFirst else {
      write("\nstopped without saving\n")
      // An exit code would report a successful save. The signal takes effect when this handler
      // returns.
      signal(number, SIG_DFL)
      raise(number)
      return
    }
    announceStop(within: expected.load(ordering: .relaxed))
  }

  /// Announces a stop in a single write, so that no other output can interrupt it.
  private static func announceStop(within seconds: Int32) {
    // So few bytes are allocated on the stack.
    withUnsafeTemporaryAllocation(byteCount: 128, alignment: 1) { message in
      var count = 0
      append("\nsaving, then stopping, after the work at hand", to: message, &count)
      if seconds > 0 {
        append(", within about ", to: message, &count)
        append(seconds, to: message, &count)
        append(" s", to: message, &count)
      }
      append("; once more to stop at once\n", to: message, &count)
      write(message.baseAddress, count)
    }
  }

  private static func append(
    _ text: StaticString, to message: UnsafeMutableRawBufferPointer, _ count: inout Int
  ) {
    for index in 0..<text.utf8CodeUnitCount { message[count + index] = text.utf8Start[index] }
    count += text.utf8CodeUnitCount
  }

  /// Appends the digits of a non-negative number.
  private static func append(
    _ number: Int32, to message: UnsafeMutableRawBufferPointer, _ count: inout Int
  ) {
    var power: Int32 = 1
    while number / power >= 10 { power *= 10 }
    while power > 0 {
      message[count] = UInt8(ascii: "0") + UInt8(number / power % 10)
      count += 1
      power /= 10
    }
  }

  private static func write(_ message: StaticString) {
    write(message.utf8Start, message.utf8CodeUnitCount)
  }

  private static func write(_ bytes: UnsafeRawPointer?, _ count: Int) {
    let code = errno
    _ = Glibc.write(STDERR_FILENO, bytes, count)
    errno = code
  }
}
