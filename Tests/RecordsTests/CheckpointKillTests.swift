import Base
import Foundation
import Records
import TestSupport
import Testing

@Suite(.serialized) struct CheckpointKillTests {
  /// R1: a run that is killed at any moment resumes from the last step that it reported as saved.
  @Test func killsAtAnyInstantLoseNothing() throws {
    var generator = SeededGenerator(seed: 1)
    try withTemporaryFolder { run in
      var announced = 0
      for kill in 0..<50 {
        let program = try RunningProgram("records-exercise", ["save", run])
        // Every other kill comes after a save was announced.
        let first = kill.isMultiple(of: 2) ? program.waitForOutput() : ""
        usleep(UInt32(generator.nextInteger(below: 50_000)))
        program.send(SIGKILL)
        let steps = (first + (try program.wait().output)).split(separator: "\n").compactMap {
          Int($0)
        }
        announced = max(announced, steps.last ?? 0)
        let state = try RunningProgram("records-exercise", ["verify", run]).wait()
        let found = Int(state.output.prefix { $0.isNumber }) ?? 0
        #expect(state.status == 0, "kill \(kill): \(state)")
        #expect(found >= announced, "kill \(kill): found \(found) after \(announced)")
      }
      #expect(announced > 20)
    }
  }

  /// R2: a kill at each system call that changes the disk leaves the old checkpoint or the new one.
  @Test func killsAtEverySystemCallLeaveOldOrNew() throws {
    let tracer = "/usr/bin/strace"
    try #require(FileManager.default.isExecutableFile(atPath: tracer), "run Scripts/setup")
    try withTemporaryFolder { folder in
      let template = "\(folder)/template"
      try FileManager.default.createDirectory(atPath: template, withIntermediateDirectories: true)
      #expect(try RunningProgram("records-exercise", ["save", template, "2"]).wait().status == 0)
      let program = try builtProgram("records-exercise")
      var (old, new) = (0, 0)
      let calls = try callsThatChange(template, by: tracer, program)
      // An episode's file and its name; two parts, the names of both, the manifest and its name;
      // and the name of the checkpoint.
      #expect(calls.count { $0.call == "fsync" } == 8)
      for (call, index) in calls {
        let run = "\(folder)/run"
        try? FileManager.default.removeItem(atPath: run)
        try FileManager.default.copyItem(atPath: template, toPath: run)
        let injection = "inject=\(call):signal=SIGKILL:when=\(index)"
        _ = try RunningProgram(
          tracer, ["-qq", "-o", "/dev/null", "-e", injection, program, "save", run, "1"]
        ).wait()
        let state = try RunningProgram("records-exercise", ["verify", run]).wait()
        #expect(["2 2\n", "3 3\n"].contains(state.output), "\(call) \(index): \(state)")
        if state.output.hasPrefix("2") { old += 1 } else { new += 1 }
      }
      #expect(old > 15 && new > 3, "\(old) states with the old checkpoint, \(new) with the new")
    }
  }

  /// Returns the system calls of one more save that change a copy of a run, with their numbers.
  private func callsThatChange(
    _ template: String, by tracer: String, _ program: String
  ) throws -> [(call: String, index: Int)] {
    let (run, log) = ("\(template)-traced", "\(template).log")
    try FileManager.default.copyItem(atPath: template, toPath: run)
    let names = "trace=openat,write,fsync,mkdir,rename,unlink,rmdir"
    let status = try RunningProgram(
      tracer, ["-qq", "-y", "-o", log, "-e", names, program, "save", run, "1"]
    ).wait().status
    try #require(status == 0)
    var counts: [String: Int] = [:]
    var calls: [(String, Int)] = []
    for line in try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n") {
      let call = String(line.prefix { $0.isLetter })
      counts[call, default: 0] += 1
      let changes = line.contains(run) && (call != "openat" || line.contains("O_CREAT"))
      if changes { calls.append((call, counts[call] ?? 0)) }
    }
    return calls
  }
}
