import Foundation
import Records
import TestSupport
import Testing

@Suite struct RunHistoryTests {
  @Test func whatWasWrittenComesBack() throws {
    try withTemporaryFolder { run in
      let log = try MetricsLog("\(run)/metrics.jsonl", resumingAfter: nil)
      for step in [1000, 2000] {
        log.append(
          step: step, wallTime: 5,
          [
            "loss": .number(-1.5e-3 * Double(step)), "name \"quoted\"": 2, "is_new": true,
            "word": "a,b", "odd": .number(step == 1000 ? .nan : 3),
          ])
      }
      let table = try EvaluationTable(
        "\(run)/evaluations.csv", columns: ["score_mean", "train_seconds"], resumingAfter: nil)
      table.append(step: 1000, [12.5, 60])
      table.append(step: 2000, [.nan, 120])
      let history = try RunHistory(of: run)
      typealias Point = RunHistory.Point
      #expect(
        history.metrics == [
          "loss": [Point(step: 1000, value: -1.5), Point(step: 2000, value: -3)],
          "name \"quoted\"": [Point(step: 1000, value: 2), Point(step: 2000, value: 2)],
          "odd": [Point(step: 2000, value: 3)],
        ])
      #expect(
        history.evaluations == [
          "score_mean": [Point(step: 1000, value: 12.5)],
          "train_seconds": [Point(step: 1000, value: 60), Point(step: 2000, value: 120)],
        ])
    }
  }

  @Test func numbersTooLargeToBeAnyAreNone() throws {
    try withTemporaryFolder { run in
      let text = "{\"step\":1,\"a\":1e400,\"b\":1e300}\n"
      try Data(text.utf8).write(to: URL(filePath: "\(run)/metrics.jsonl"))
      #expect(try RunHistory(of: run).metrics == ["b": [RunHistory.Point(step: 1, value: 1e300)]])
    }
  }

  @Test func unfinishedLinesAndMissingFilesAreNothing() throws {
    try withTemporaryFolder { run in
      #expect(try RunHistory(of: run).metrics.isEmpty)
      let text = "{\"step\":1,\"wall_time\":2.0,\"a\":3}\n{\"step\":2,\"wall_time\":2.0,\"a\":"
      try Data(text.utf8).write(to: URL(filePath: "\(run)/metrics.jsonl"))
      try Data("step,score_mean\n5,1\n6,".utf8).write(to: URL(filePath: "\(run)/evaluations.csv"))
      let history = try RunHistory(of: run)
      #expect(history.metrics == ["a": [RunHistory.Point(step: 1, value: 3)]])
      #expect(history.evaluations == ["score_mean": [RunHistory.Point(step: 5, value: 1)]])
    }
  }

  @Test(arguments: [
    "{\"wall_time\":1,\"a\":3}\n", "{\"step\":1,\"a\":+3}\n", "{\"step\":1} x\n", "nothing\n",
    "{\"step\":1,\"a\":{}}\n", "{\"step\":1,\"a\":2,\"a\":3}\n", "{\"step\":1,\"a\":1.}\n",
  ])
  func damagedLinesAreErrorsWithTheirPlace(line: String) throws {
    try withTemporaryFolder { run in
      try Data(("{\"step\":1}\n" + line).utf8).write(to: URL(filePath: "\(run)/metrics.jsonl"))
      let error = #expect(throws: DataError.self) { try RunHistory(of: run) }
      #expect(error?.file == "\(run)/metrics.jsonl" && (error?.offset ?? 0) >= 11)
      #expect(error?.remedy.hasPrefix("take that line out") == true)
    }
  }

  @Test func damagedTablesAreErrors() throws {
    try withTemporaryFolder { run in
      try Data("step,a,b\n1,2\n".utf8).write(to: URL(filePath: "\(run)/evaluations.csv"))
      let error = #expect(throws: DataError.self) { try RunHistory(of: run) }
      #expect(error?.offset == 9)
      try Data("step,a\nx,2\n".utf8).write(to: URL(filePath: "\(run)/evaluations.csv"))
      let other = #expect(throws: DataError.self) { try RunHistory(of: run) }
      let words = "2 fields, the first a step, found 2, the first 'x'"
      #expect(other?.description.contains(words) == true)
      #expect(other?.remedy.hasPrefix("take that line out") == true)
    }
  }
}
