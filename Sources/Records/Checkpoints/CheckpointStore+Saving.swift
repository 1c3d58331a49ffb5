import Base

extension CheckpointStore {
  // MARK: Saving

  /// Saves a checkpoint and returns when it is safe from a loss of power.
  ///
  /// It is read back and verified before older ones are removed. A failed save leaves them all as
  /// they were, and no temporary files.
  ///
  /// - Parameter checkpoint: What to save; its episodes are already in files.
  /// - Returns: What was done.
  /// - Throws: ``FileError``, with the bytes needed and free if the disk is full, or ``DataError``
  ///   if what was written does not read back.
  public mutating func save(_ checkpoint: Checkpoint) throws -> Report {
    let path = path(ofStep: checkpoint.step)
    let contents = encode(checkpoint)
    var report = Report(path: path, isNew: false, warnings: [])
    let isTaken = try isThere(checkpoint.step)
    if !isTaken || (try? load(step: checkpoint.step)) == nil {
      try publish(contents, as: path, replacing: isTaken)
      report.isNew = true
      let readBack = try load(step: checkpoint.step)
      require(readBack == checkpoint, "\(path) reads back as another checkpoint")
    } else {
      // Whoever published it may have failed to make its name safe.
      try files.synchronizeFolder(folder)
    }
    verified.insert(checkpoint.step)
    report.warnings = tidy(after: checkpoint)
    return report
  }

  /// Returns all files of a checkpoint, the manifest last.
  private func encode(_ checkpoint: Checkpoint) -> [(name: String, bytes: [UInt8])] {
    var contents: [(name: String, bytes: [UInt8])] = []
    var manifest = Manifest(checkpoint: checkpoint, entries: [])
    for (part, tensors) in checkpoint.parts.sorted(by: { $0.key < $1.key }) {
      let (name, bytes) = (part + Self.suffix, tensors.bytes)
      require(isSafeFileName(name), "a part of a checkpoint cannot be named '\(part)'")
      contents.append((name, bytes))
      manifest.entries.append(
        .init(name: name, size: bytes.count, checksum: CRC32C.checksum(bytes)))
    }
    contents.append((Manifest.fileName, manifest.bytes))
    return contents
  }

  /// Writes the files under a temporary name, makes them durable, and renames their folder.
  private func publish(
    _ contents: [(name: String, bytes: [UInt8])], as path: String, replacing isTaken: Bool
  ) throws(FileError) {
    let temporary = temporaryPath()
    do throws(FileError) {
      try files.ensureFolder(folder)
      try files.createFolder(temporary)
      for (name, bytes) in contents {
        // The manifest speaks for files that are safe, so their names are made safe before it.
        if name == Manifest.fileName { try files.synchronizeFolder(temporary) }
        try DurableFile.writeThrough(bytes, to: "\(temporary)/\(name)", in: files)
      }
      try files.synchronizeFolder(temporary)
      // What is in the way does not verify, so nothing is lost while neither is there.
      if isTaken { try files.rename(path, to: temporaryPath()) }
      try files.rename(temporary, to: path)
    } catch {
      let error = files.explained(error, needed: contents.reduce(0) { $0 + $1.bytes.count })
      try? files.removeTree(temporary)
      throw error
    }
    try files.synchronizeFolder(folder)
  }

  private func temporaryPath() -> String {
    var source = SystemRandomNumberGenerator()
    return "\(folder)/.tmp-\(hexadecimal(source.next()))\(hexadecimal(source.next()))"
  }

  // MARK: Removing

  /// Removes old and damaged checkpoints, episodes that came after what was saved, and what killed
  /// programs have left under temporary names, and returns what went wrong.
  private mutating func tidy(after checkpoint: Checkpoint) -> [String] {
    var warnings: [String] = []
    func attempt(_ body: () throws -> Void) {
      do { try body() } catch { warnings.append("cannot tidy up: \(error)") }
    }
    attempt {
      var kept = 0
      for step in try steps() {
        if !verified.contains(step), (try? load(step: step)) != nil { verified.insert(step) }
        if verified.contains(step) && kept < keptCount {
          kept += 1
        } else {
          verified.remove(step)
          // Renamed first, so that no half of it is ever taken for a checkpoint.
          attempt { try files.rename(path(ofStep: step), to: temporaryPath()) }
        }
      }
      for name in try files.names(in: folder) where name.hasPrefix(".tmp-") {
        attempt { try files.removeTree("\(folder)/\(name)") }
      }
    }
    func removeFiles(of folder: String, where isWaste: (String) -> Bool) {
      attempt {
        guard try files.status(of: folder) != nil else { return }
        for name in try files.names(in: folder) where isWaste(name) {
          attempt { try files.removeFile("\(folder)/\(name)") }
        }
      }
    }
    let last = checkpoint.episodes.map(\.name).max() ?? ""
    // Nothing else of the run is being written now, so temporary files are nobody's.
    removeFiles(of: "\(run)/episodes") { name in
      name.hasPrefix("episode-") && (name > last || name.contains(".tmp-"))
    }
    removeFiles(of: "\(run)/video") { $0.hasPrefix("open-loop-") && $0.contains(".tmp-") }
    removeFiles(of: run, where: RunDirectory.isTemporary)
    return warnings
  }
}
