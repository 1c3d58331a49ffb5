import Foundation
import Records
import TestSupport
import Testing

@Suite struct DurableFileTests {
  @Test func writesReplacesAndReads() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/file"
      for bytes: [UInt8] in [[1, 2, 3], [], [UInt8](repeating: 7, count: 100_000)] {
        try DurableFile.write(bytes, to: path)
        #expect(try DurableFile.read(path) == bytes)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
    }
  }

  /// A file's temporary name fits whenever its own name does.
  @Test func namesMayBeAsLongAsTheSystemAllows() throws {
    try withTemporaryFolder { folder in
      let name = String(repeating: "a", count: 255)
      try DurableFile.write([1], to: "\(folder)/\(name)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [name])
      let error = #expect(throws: FileError.self) {
        try DurableFile.write([1], to: "\(folder)/\(name)a")
      }
      #expect(error?.description.hasSuffix("; choose a shorter name") == true)
    }
  }

  /// A slash with an accent is a slash.
  @Test func foldersAreMadeWhateverNamesBeginWith() throws {
    try withTemporaryFolder { folder in
      try Disk().createFolders("\(folder)/a/\u{301}b")
      #expect(FileManager.default.fileExists(atPath: "\(folder)/a/\u{301}b"))
    }
  }

  @Test func aFailedWriteNamesTheFileAndLeavesNothing() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: FileError.self) {
        try DurableFile.write([1], to: "\(folder)/missing/file")
      }
      #expect(error?.code == ENOENT)
      #expect(error?.path == "\(folder)/missing/file")
      #expect(error?.description.hasSuffix("; choose a folder that can be written to") == true)
      // Replacing a folder by a file fails at the last step.
      #expect(throws: FileError.self) { try DurableFile.write([1], to: folder) }
      #expect(!FileManager.default.fileExists(atPath: "\(folder).tmp-\(getpid())"))
    }
  }

  @Test func pipesAreReadToTheirEnd() throws {
    let (pipe, bytes) = (Pipe(), (0..<20_000).map { UInt8(truncatingIfNeeded: $0) })
    try pipe.fileHandleForWriting.write(contentsOf: Data(bytes))
    try pipe.fileHandleForWriting.close()
    #expect(try DurableFile.read("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)") == bytes)
  }

  @Test func readingWhatIsNotThereIsAnError() throws {
    try withTemporaryFolder { folder in
      #expect(throws: FileError.self) { try DurableFile.read("\(folder)/none") }
      #expect(throws: FileError.self) { try DurableFile.read(folder) }
    }
  }
}
