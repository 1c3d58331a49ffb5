import Glibc
import Synchronization

/// What the system asks a long-running program to do.
///
/// SIGINT, SIGTERM and SIGHUP ask it to save and end; a message says so at once, and how long that
/// is going to take. A second one ends the program without saving, as if nobody listened: by the
/// signal itself. SIGUSR1 asks it to save and go on. SIGHUP does nothing where the program was started
/// to outlive its terminal, as by `nohup`. Writes that cannot be done fail, and do not end the program.
public enum StopSignals {
  // A signal's handler may only touch what needs no lock and no allocation.
  private static let stop = Atomic<Int32>(0)
  private static let save = Atomic<Bool>(false)
  private static let expected = Atomic<Int32>(0)

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

  /// About how many seconds a stop is going to take, which its message tells; 0 if nobody knows.
  public static var expectedSeconds: Int {
    get { Int(expected.load(ordering: .relaxed)) }
    set { expected.store(Int32(clamping: newValue), ordering: .relaxed) }
  }

  /// Returns whether a save was asked for since this was last called.
  public static func takeSaveRequest() -> Bool {
    save.exchange(false, ordering: .acquiringAndReleasing)
  }

  /// Begins to listen, once in a program.
  public static func listen() {
    // Made now, since a handler may not make them.
    _ = (stop.load(ordering: .relaxed), save.load(ordering: .relaxed), expectedSeconds)
    for signal in ending where signal != SIGHUP || !isIgnored(signal) {
      handle(signal) { StopSignals.receiveStop($0) }
    }
    handle(SIGUSR1) { _ in StopSignals.save.store(true, ordering: .releasing) }
    letWritesFail()
    // Whoever started the program may have blocked them, as threads of a pool do.
    var listened = sigset_t()
    sigemptyset(&listened)
    for signal in ending + [SIGUSR1] { sigaddset(&listened, signal) }
    pthread_sigmask(SIG_UNBLOCK, &listened, nil)
  }

  /// Lets writing to a reader that has read enough, or a file larger than a limit of the system, fail
  /// instead of ending the program.
  public static func letWritesFail() {
    for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
  }

  /// Whether whoever started the program wants it to ignore a signal.
  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    sigaction(signal, nil, &action)
    // Handlers cannot be compared, but their addresses can.
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

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
    announceStop(within: expected.load(ordering: .relaxed))
  }

  /// Tells of a stop in one write, so that nothing else comes amid it.
  private static func announceStop(within seconds: Int32) {
    // So few bytes are on the stack.
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

  /// Appends the digits of a number that is not negative.
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
