import Base
import Foundation
import Records
import Testing

/// R29.
@Suite struct StopSignalsTests {
  /// A program that waits for the end can distinguish this one from the one after a successful
  /// save.
  ///
  /// Unknown seconds are not reported, and no more than fit in 32 bits.
  @Test(arguments: zip([SIGINT, SIGTERM, SIGHUP], [0, 120, 4_000_000_000]))
  func theFirstSignalAsksAndTheSecondEnds(signal: Int32, seconds: Int) throws {
    let program = try RunningProgram("records-exercise", ["signals", "\(seconds)"])
    #expect(program.waitForOutput() == "ready\n")
    let start = ContinuousClock.now
    program.send(signal)
    let budget = [0: "", 120: ", within about 120 s"][seconds] ?? ", within about 2147483647 s"
    #expect(
      program.waitForErrors()
        == "\nsaving, then stopping, after the work at hand\(budget); once more to stop at once\n")
    #expect(ContinuousClock.now - start < .milliseconds(100))
    let second = ContinuousClock.now
    program.send(signal)
    let end = try program.wait()
    #expect(ContinuousClock.now - second < .milliseconds(200))
    #expect(end.status == -signal)
    #expect(end.errors.contains("stopped without saving"))
  }

  @Test func oneSignalEndsWithItsCodeAfterSaving() throws {
    let program = try RunningProgram("records-exercise", ["signals"])
    #expect(program.waitForOutput() == "ready\n")
    program.send(SIGPIPE)
    program.send(SIGUSR1)
    #expect(program.waitForOutput() == "saved\n")
    program.send(SIGTERM)
    #expect(try program.wait().status == 143)
  }
}
