import Base
import Foundation
import Records
import Testing

/// R29.
@Suite struct StopSignalsTests {
  /// Who waits for the program can tell this end from the one after a good save.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func theFirstSignalAsksAndTheSecondEnds(signal: Int32) throws {
    let program = try RunningProgram("records-exercise", ["signals"])
    #expect(program.waitForOutput() == "ready\n")
    let start = ContinuousClock.now
    program.send(signal)
    #expect(program.waitForErrors().contains("saving, then stopping"))
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
