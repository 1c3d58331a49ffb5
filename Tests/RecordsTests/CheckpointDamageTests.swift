import Base
import Foundation
import Records
import TestSupport
import Testing

/// R8: no damage goes unnoticed, and none stops the program.
@Suite struct CheckpointDamageTests {
  private let files = VolatileFileSystem()
  private let store: CheckpointStore
  private let folder: String

  init() throws {
    try files.createFolder("run")
    var store = CheckpointStore(run: "run", in: files)
    folder = try store.save(Checkpoint(sample: 1)).path
    self.store = store
  }

  private func expectDetected(_ what: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let error = #expect(throws: DataError.self, "\(what)", sourceLocation: sourceLocation) {
      try store.load(step: 1)
    }
    #expect(error?.file?.hasPrefix(folder) == true, "\(what)", sourceLocation: sourceLocation)
    #expect(error?.description.contains("byte ") == true, sourceLocation: sourceLocation)
    let saysWhatToDo = error?.description.hasSuffix("so take another copy of it")
    #expect(saysWhatToDo == true, "\(what)", sourceLocation: sourceLocation)
    #expect(error?.exitStatus == .damagedData, sourceLocation: sourceLocation)
  }

  @Test func everyByteOfHeaderAndManifestCounts() throws {
    for (name, count) in [("manifest.json", Int.max), ("model.safetensors", 96)] {
      let path = "\(folder)/\(name)"
      let bytes = try files.read(path)
      for index in bytes.indices.prefix(count) {
        for mask in [1, 0x20, 0xFF] as [UInt8] {
          var damaged = bytes
          damaged[index] ^= mask
          try files.replace(path, by: damaged)
          expectDetected("\(name), byte \(index)")
        }
      }
      try files.replace(path, by: bytes)
    }
    #expect(try store.load(step: 1) == Checkpoint(sample: 1))
  }

  /// More bits are flipped at night.
  @Test func everyBitOfThePayloadCounts() throws {
    let isNightly = ProcessInfo.processInfo.environment["ORRERY_TRIALS"] == "nightly"
    var generator = SeededGenerator(seed: 8)
    let path = "\(folder)/optim.safetensors"
    let bitCount = try files.read(path).count * 8
    for _ in 0..<(isNightly ? 10_000 : 1_000) {
      let bit = generator.nextInteger(below: bitCount)
      try files.flipBit(bit, of: path)
      expectDetected("bit \(bit)")
      try files.flipBit(bit, of: path)
    }
  }

  @Test func lengthAndPlaceCount() throws {
    for name in try files.names(in: folder) {
      let path = "\(folder)/\(name)"
      let bytes = try files.read(path)
      let cuts = Array(stride(from: 0, to: bytes.count, by: 512)) + (bytes.count - 64..<bytes.count)
      for cut in cuts where cut >= 0 {
        try files.replace(path, by: Array(bytes[..<cut]))
        expectDetected("\(name) cut to \(cut)")
      }
      try files.replace(path, by: bytes + [10])
      expectDetected("\(name) and a byte more")
      try files.removeFile(path)
      expectDetected("no \(name)")
      try files.replace(path, by: bytes)
    }
    let (model, optim) = ("\(folder)/model.safetensors", "\(folder)/optim.safetensors")
    let (first, second) = (try files.read(model), try files.read(optim))
    try files.replace(model, by: second)
    try files.replace(optim, by: first)
    expectDetected("two files swapped")
  }

  /// Manifests with a valid seal and invalid contents.
  @Test(arguments: [
    (#""name":"agent.safetensors""#, #""name":"../agent.safetensors""#, "the name of a file"),
    (#""name":"agent.safetensors""#, #""name":"/etc/agent""#, "the name of a file"),
    (#""name":"agent.safetensors""#, #""name":"a\u0000.safetensors""#, "the name of a file"),
    (#""name":"agent.safetensors""#, #""name":"""#, "the name of a file"),
    (#""name":"agent.safetensors""#, #""name":"model.safetensors""#, "a file"),
    (#""step":1,"#, #""step":1,"step":1,"#, "the manifest"),
    (#""step":1,"#, #""step":1.0,"#, "step"),
    (#""step":1,"#, #""step":99999999999999999999,"#, "step"),
    (#""step":1,"#, #""step":2,"#, "the step"),
    (#""step":1,"#, "", "the manifest"),
    (#""format_version":1"#, #""format_version":0"#, "the manifest"),
    (#""step":1,"#, #""step":1,"more":1,"#, "the manifest"),
    (#""seed":"ffff"#, #""seed":"FFFF"#, "a number"),
    (#""seed":"ffff"#, #""seed":"+fff"#, "a number"),
    (#"agent.safetensors","size":"#, #"agent.safetensors","size":-"#, "size"),
  ])
  func refusesStrangeManifests(old: String, new: String, what: String) throws {
    let path = "\(folder)/manifest.json"
    let text = String(decoding: try files.read(path), as: UTF8.self)
    #expect(text.contains(old))
    try files.replace(path, by: sealed(text.replacing(old, with: new, maxReplacements: 1)))
    let error = #expect(throws: DataError.self) { try store.load(step: 1) }
    #expect(error?.what == what)
  }

  /// R20: the parts of a checkpoint are inside it, not elsewhere.
  @Test func refusesLinks() throws {
    try withTemporaryFolder { run in
      var store = CheckpointStore(run: run)
      let folder = try store.save(Checkpoint(sample: 1)).path
      #expect(rename("\(folder)/model.safetensors", "\(run)/model") == 0)
      #expect(symlink("\(run)/model", "\(folder)/model.safetensors") == 0)
      let error = #expect(throws: DataError.self) { try store.load(step: 1) }
      #expect(error?.description.contains("found something else") == true)
    }
  }

  /// R10.
  @Test func aNewerFormatIsRefusedByItsName() throws {
    var store = store
    let path = "\(try store.save(Checkpoint(sample: 2)).path)/manifest.json"
    let text = #"{"format_version":2,"producer":"3.0\u001b","step":{"a":[null,1.5]},"crc32c":""}"#
    try files.replace(path, by: sealed(text))
    // No older checkpoint is taken silently either.
    let error = #expect(throws: CheckpointError.self) { try store.loadNewest() }
    #expect(
      error?.description
        == "\(path): format version 2, written by version 3.0?, is newer than format"
        + " version 1, the newest that this program reads; use version 3.0? or later")
    #expect(error?.exitStatus == .damagedData)
  }

  /// R21: lengths that no episode can have are never added up.
  @Test func lengthsThatNoEpisodeHasAreRefused() throws {
    try files.createFolder("run/episodes")
    try files.replace("run/episodes/e", by: [1])
    var store = store
    let episode = EpisodeFile(name: "e", length: .max, size: 1, checksum: 0)
    let error = #expect(throws: DataError.self) {
      try store.save(Checkpoint(sample: 2, episodes: [episode]))
    }
    #expect(error?.what == "the length of an episode")
  }

  /// Returns a manifest with its checksum set right.
  private func sealed(_ text: String) throws -> [UInt8] {
    let body = try #require(text.range(of: ",\"crc32c\":\"", options: .backwards)).lowerBound
    let digits = String(CRC32C.checksum(text[..<body].utf8), radix: 16)
    let zeros = String(repeating: "0", count: 8 - digits.count)
    return Array("\(text[..<body]),\"crc32c\":\"\(zeros)\(digits)\"}\n".utf8)
  }
}
