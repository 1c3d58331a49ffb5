import Foundation
import Records
import TestSupport
import Testing

@Suite struct MetricsTests {
  private let files = VolatileFileSystem()

  private func lines(_ path: String) throws -> [String] {
    String(decoding: try files.read(path), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func writesLinesThatAreJSON() throws {
    let log = try MetricsLog("m", resumingAfter: nil, in: files)
    log.append(
      step: 3, wallTime: 1.5,
      ["loss": .number(.nan), "b": .number(-.infinity), "a\"": 1e-7, "ok": true, "word": "x\n"])
    #expect(
      try lines("m") == [
        #"{"step":3,"wall_time":1.5,"a\"":1e-07,"b":null,"loss":null,"ok":true,"word":"x\n","#
          + #""nonfinite":["b","loss"]}"#
      ])
    let line = try #require(try lines("m").first)
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    #expect(object?.count == 8)
  }

  @Test func linesStayShortAndAreOneWriteEach() throws {
    let log = try MetricsLog("m", resumingAfter: nil, in: files)
    let values = (0..<500).map { ("metric_number_\($0)", MetricValue.number(Double($0))) }
    files.fail { _, _ in nil }
    log.append(step: 1, wallTime: 0, Dictionary(uniqueKeysWithValues: values))
    let written = try lines("m")
    #expect(written.count > 3)
    #expect(written.allSatisfy { $0.utf8.count < 4096 && $0.hasPrefix("{\"step\":1,") })
    #expect(files.events.count { $0.operation == "write" } == written.count)
    let names = written.flatMap { $0.split(separator: "\"").filter { $0.hasPrefix("metric_") } }
    #expect(Set(names).count == 500 && names.count == 500)
  }

  @Test func resumingDropsWhatIsTornOrWillComeAgain() throws {
    var log = try MetricsLog("m", resumingAfter: nil, in: files)
    for step in 1...5 { log.append(step: step, wallTime: 0, ["a": 1]) }
    try files.replace("m", by: files.read("m") + Array("{\"step\":2,\"wa".utf8))
    log = try MetricsLog("m", resumingAfter: 3, in: files)
    log.append(step: 4, wallTime: 0, ["a": 2])
    #expect(try lines("m").map { $0.prefix(9) } == (1...4).map { "{\"step\":\($0)" })
    log = try MetricsLog("m", resumingAfter: nil, in: files)
    #expect(try lines("m").isEmpty)
    // What a lost block left behind is no line either.
    let torn = "{\"step\":2,\"wa\n"
    try files.replace(
      "m", by: Array("\0\0\0\0\n\(torn){\"step\":1,\"wall_time\":0.0}\n{\"step\":".utf8))
    log = try MetricsLog("m", resumingAfter: 9, in: files)
    #expect(try lines("m") == ["{\"step\":1,\"wall_time\":0.0}"])
  }

  /// R13: a full disk never stops training.
  @Test func failuresAreCountedAndLeaveNoTornLine() throws {
    let log = try MetricsLog("m", resumingAfter: nil, in: files)
    let events = try EventFile(folder: ".", resumingAfter: nil, wallTime: 5, in: files)
    files.fail { index, event in event.operation == "write" && index < 2 ? ENOSPC : nil }
    log.append(step: 1, wallTime: 0, ["a": 1])
    events.append(scalar: 1, tag: "a", step: 1, wallTime: 6)
    #expect(log.failureCount == 1 && log.lastFailure?.isFull == true)
    #expect(events.failureCount == 1)
    // As long as there is no room, no other files are left behind.
    files.fail { _, event in event.operation == "write" ? ENOSPC : nil }
    for _ in 0..<3 { events.append(scalar: 1, tag: "a", step: 1, wallTime: 6) }
    #expect(events.failureCount == 4)
    #expect(try files.names(in: ".").count { $0.hasPrefix("events.") } == 1)
    files.fail { _, _ in nil }
    log.append(step: 2, wallTime: 0, ["a": 1])
    events.append(scalar: 1, tag: "a", step: 2, wallTime: 7)
    #expect(try lines("m") == ["{\"step\":2,\"wall_time\":0.0,\"a\":1.0}"])
    #expect(try files.names(in: ".").count { $0.hasPrefix("events.") } == 2)
    // The next file does not make the last failure forgotten.
    #expect(events.failureCount == 4 && events.lastFailure?.isFull == true)
  }

  /// Where the next record begins is known of a file on another disk, too.
  @Test func theSizeOfALinkedFileIsItsOwn() throws {
    try withTemporaryFolder { folder in
      try DurableFile.write([UInt8](repeating: 1, count: 1000), to: "\(folder)/elsewhere")
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/m", withDestinationPath: "elsewhere")
      let file = try Disk().open("\(folder)/m", .end)
      defer { Disk().close(file) }
      #expect(try Disk().size(of: file) == 1000)
    }
  }

  @Test func tableKeepsItsColumns() throws {
    let open = { (step: Int?, columns: [String]) in
      try EvaluationTable("e.csv", columns: columns, resumingAfter: step, in: files)
    }
    var table = try open(nil, ["score", "length"])
    table.append(step: 10, [1.5, 1e300])
    table.append(step: 20, [.nan, 3])
    let expected = ["step,score,length", "10,1.5,1e+300", "20,,3.0"]
    #expect(try lines("e.csv") == expected)
    #expect(throws: DataError.self) { try open(10, ["other"]) }
    #expect(try lines("e.csv") == expected)
    table = try open(10, ["score", "length"])
    #expect(try lines("e.csv") == Array(expected.prefix(2)))
    table = try open(nil, ["other"])
    #expect(try lines("e.csv") == ["step,other"])
    #expect(table.failureCount == 0)
  }

  /// R13: the table always has the names of its columns, without which readers would refuse it.
  @Test func namesThatFoundNoRoomComeWithTheFirstRowThatDoes() throws {
    let open = { (step: Int?) in
      try EvaluationTable("e.csv", columns: ["score"], resumingAfter: step, in: files)
    }
    files.fail { _, event in event.operation == "write" ? ENOSPC : nil }
    var table = try open(nil)
    table.append(step: 10, [1.5])
    files.fail { _, _ in nil }
    table.append(step: 20, [2.5])
    table.append(step: 30, [3.5])
    #expect(table.failureCount == 2)
    let expected = ["step,score", "20,2.5", "30,3.5"]
    #expect(try lines("e.csv") == expected)
    table = try open(30)
    #expect(try lines("e.csv") == expected)
  }

  /// The published bytes of the first record.
  @Test func eventFilesBeginAsTheyShould() throws {
    _ = try EventFile(folder: ".", resumingAfter: 41, wallTime: 1_700_000_000, in: files)
    let name = try #require(try files.names(in: ".").first)
    #expect(name.hasPrefix("events.out.tfevents.1700000000."))
    let bytes = try files.read(name)
    let hexadecimal = bytes.map { String(format: "%02x", $0) }.joined()
    #expect(
      hexadecimal.hasPrefix(
        "1800000000000000a37f4b220900000040fc54d9411a0d627261696e2e4576656e743a32eced8f9d"))
    // The second says that points from step 42 on are void: step in field 2, START in field 7.
    #expect(hexadecimal.contains("102a3a020801"))
  }

  /// R13: the step from which older points are void is always recorded, whichever record did not
  /// fit.
  @Test(arguments: [2, 3]) func eventFilesBeginOnceThereIsRoom(full: Int) throws {
    let open = { try EventFile(folder: ".", resumingAfter: 41, wallTime: 5, in: files) }
    func recorded(_ events: EventFile) throws -> [UInt8] {
      events.append(scalar: 1, tag: "a", step: 42, wallTime: 5)
      let names = try files.names(in: ".")
      #expect(names.count == 1)
      return try files.read(try #require(names.last))
    }
    let expected = try recorded(open())
    try files.removeFile(files.names(in: ".")[0])
    // The list of names and the new file come before both records.
    files.fail { index, event in event.operation == "write" && index >= full ? ENOSPC : nil }
    let events = try open()
    events.append(scalar: 1, tag: "lost", step: 42, wallTime: 5)
    #expect(try files.names(in: ".").isEmpty)
    files.fail { _, _ in nil }
    #expect(try recorded(events) == expected)
    #expect(events.failureCount == 2)
  }

  @Test func eventFilesFollowTheLastOfAllNumbers() throws {
    try files.replace("events.out.tfevents.\(Int.max).other", by: [])
    _ = try EventFile(folder: ".", resumingAfter: .max, wallTime: 5, in: files)
    let name = try #require(try files.names(in: ".").last)
    #expect(name.hasPrefix("events.out.tfevents.9999999999."))
    let hexadecimal = try files.read(name).map { String(format: "%02x", $0) }.joined()
    // The step in field 2 of the second record.
    #expect(hexadecimal.contains("10ffffffffffffffff7f3a020801"))
  }

  @Test func laterEventFilesSortLater() throws {
    for time in [1_700_000_000.0, 1_600_000_000, 1_700_000_000, 0, 1e300] {
      let before = try files.names(in: ".")
      _ = try EventFile(folder: ".", resumingAfter: nil, wallTime: time, in: files)
      let after = try files.names(in: ".")
      #expect(after.dropLast() == before[...], "time \(time)")
    }
  }
}
