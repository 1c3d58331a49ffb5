import Foundation
import Records
import TestSupport
import Testing

@Suite struct RunDirectoryTests {
  /// U12.
  @Test func describesItself() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/runs/with space 🪐/a"
      let run = try RunDirectory(path, .resume)
      #expect(!run.isResumed)
      try run.describe(
        configuration: "seed = 1\n", command: ["orrery", "train"], version: ["swift": "6.3"])
      try run.log("hello \u{1B}[2J")
      try run.log("again")
      let names = try Disk().names(in: path)
      #expect(
        names == [
          ".lock", "ckpt", "cmdline", "config.toml", "episodes", "log.txt", "version", "video",
        ])
      #expect(try text("\(path)/version") == "swift = \"6.3\"\n")
      #expect(try text("\(path)/cmdline") == "orrery\ntrain\n")
      #expect(try text("\(path)/log.txt") == "hello ?[2J\nagain\n")
    }
  }

  @Test func anOldRunIsResumedOrOverwrittenOnRequestOnly() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a"
      try RunDirectory(path, .resume).log("first")
      #expect(try RunDirectory(path, .resume).isResumed)
      #expect(try text("\(path)/log.txt") == "first\n")
      #expect(try !RunDirectory("\(folder)/b", .resume).isResumed)
      #expect(try !RunDirectory(path, .overwrite).isResumed)
      #expect(!FileManager.default.fileExists(atPath: "\(path)/log.txt"))
      // What is no part of a run is left alone, even beside one.
      try RunDirectory(path, .resume).describe(configuration: "", command: [], version: [:])
      try DurableFile.write([1], to: "\(path)/thesis.tex")
      let error = #expect(throws: RunDirectoryError.self) { try RunDirectory(path, .overwrite) }
      #expect(error == .notARun(path: path, found: "thesis.tex"))
      #expect(error?.exitStatus == .cannotCreate)
      #expect(try DurableFile.read("\(path)/thesis.tex") == [1])
      try Disk().removeFile("\(path)/thesis.tex")
      try DurableFile.write([1], to: "\(path)/events.md")
      #expect(throws: RunDirectoryError.notARun(path: path, found: "events.md")) {
        try RunDirectory(path, .overwrite)
      }
      // Nor does it become a run.
      try DurableFile.write([1], to: "\(folder)/thesis.tex")
      #expect(throws: RunDirectoryError.notARun(path: folder, found: "a")) {
        try RunDirectory(folder, .resume)
      }
      // A folder that is refused is left as it was.
      #expect(try Disk().names(in: folder) == ["a", "b", "thesis.tex"])
    }
  }

  @Test(arguments: ["new//", "new/.", "new/../other", "a/b/../../new/"])
  func anyWayToANewFolderWillDo(way: String) throws {
    try withTemporaryFolder { folder in
      let run = try RunDirectory("\(folder)/\(way)", .resume)
      #expect(!run.isResumed)
      #expect(try Disk().names(in: "\(folder)/\(way)").contains("ckpt"))
    }
  }

  /// R12.
  @Test func hasOneWriterAndAnyNumberOfReaders() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/run"
      let holder = try RunningProgram("records-exercise", ["hold", path])
      #expect(holder.waitForOutput() == "held\n")
      let start = ContinuousClock.now
      let second = try RunningProgram("records-exercise", ["hold", path])
      // A second holder would hold for ever.
      if second.waitForOutput() == "held\n" { second.send(SIGKILL) }
      let other = try second.wait()
      #expect(ContinuousClock.now - start < .seconds(1))
      #expect(other.status == 75)
      let host = ProcessInfo.processInfo.hostName.split(separator: ".").first ?? ""
      #expect(other.errors.contains("found process \(holder.identifier) on \(host)"))
      #expect(other.errors.contains(/started \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/))
      #expect(try CheckpointStore(run: path).loadNewest() == nil)
      holder.send(SIGKILL)
      _ = try holder.wait()
      #expect(try RunDirectory(path, .resume).isResumed)
    }
  }

  /// R15.
  @Test func permissionsFollowTheMask() throws {
    try withTemporaryFolder { path in
      let old = umask(0o027)
      defer { umask(old) }
      let run = try RunDirectory(path, .resume)
      try run.describe(configuration: "", command: [], version: [:])
      var store = CheckpointStore(run: path)
      let checkpoint = try store.save(Checkpoint(sample: 1)).path
      for file in ["\(path)/config.toml", "\(path)/.lock", "\(checkpoint)/manifest.json"] {
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o640, "\(file)")
      }
      for folder in ["\(path)/ckpt", checkpoint] {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder)
        #expect(attributes[.posixPermissions] as? Int == 0o750, "\(folder)")
      }
    }
  }

  @Test(arguments: ["/proc/orrery", "/sys/orrery", "/dev/null/a", "/dev/null"])
  func whatCannotBeCreatedIsSaid(path: String) {
    let error = #expect(throws: RunDirectoryError.self) { try RunDirectory(path, .resume) }
    #expect(error?.exitStatus == .cannotCreate)
    #expect(error?.description.contains("choose a folder that can be written to") == true)
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try DurableFile.read(path), as: UTF8.self)
  }
}
