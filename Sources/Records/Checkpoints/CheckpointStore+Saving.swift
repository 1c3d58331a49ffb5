import Base

extension CheckpointStore {
  // MARK: Saving

  /// Saves a checkpoint and returns when it is safe from a loss of power.
  ///
  /// The checkpoint is read back and verified before older ones are removed. A failed save leaves
  /// all of those unchanged, and no temporary files.
  ///
  /// - Parameter checkpoint: The checkpoint to save; its episodes are already in files.
  /// - Returns: A report of the save.
  /// - Throws: ``FileError``, with the bytes needed and free if the disk is full, or ``DataError``
  ///   if the written checkpoint does not read back.
  public mutating func save(_ checkpoint: Checkpoint) throws -> Report {
    let path = path(ofStep: checkpoint.step)
    var report = Report(path: path, isNew: false, warnings: [])
    let isTaken = try isThere(checkpoint.step)
    // A checkpoint that lists other episodes belongs to an abandoned history, which missed one of
    // them.
    if !isTaken || (try? scan(step: checkpoint.step))?.episodes != checkpoint.episodes {
      try publish(checkpoint, as: path, replacing: isTaken)
      report.isNew = true
      try requireReadsBack(checkpoint)
    } else {
      // The program that published it may have failed to make its name durable.
      try files.synchronizeFolder(folder)
    }
    verified[checkpoint.step] = checkpoint.episodes
    report.warnings = tidy(after: checkpoint)
    return report
  }

  /// Writes the files under a temporary name, with one in memory at a time, makes them durable, and
  /// renames their folder.
  private func publish(
    _ checkpoint: Checkpoint, as path: String, replacing isTaken: Bool
  ) throws(FileError) {
    let temporary = temporaryPath()
    var manifest = Manifest(checkpoint: checkpoint, entries: [])
    do throws(FileError) {
      try files.createFolders(folder)
      try files.createFolder(temporary)
      for (part, tensors) in checkpoint.parts.sorted(by: { $0.key < $1.key }) {
        let (name, bytes) = (part + Self.suffix, tensors.bytes)
        require(isSafeFileName(name), "a part of a checkpoint cannot be named '\(part)'")
        try DurableFile.writeThrough(bytes, to: "\(temporary)/\(name)", in: files)
        manifest.entries.append(
          .init(name: name, size: bytes.count, checksum: CRC32C.checksum(bytes)))
      }
      // The manifest vouches for files that are safe, so their names are made durable before it is
      // written.
      try files.synchronizeFolder(temporary)
      try DurableFile.writeThrough(
        manifest.bytes, to: "\(temporary)/\(Manifest.fileName)", in: files)
      try files.synchronizeFolder(temporary)
      // A checkpoint in the way does not verify, so nothing is lost while neither is there.
      if isTaken { try files.rename(path, to: temporaryPath()) }
      try files.rename(temporary, to: path)
    } catch {
      let needed = checkpoint.parts.values.reduce(manifest.bytes.count) { $0 + $1.byteCount }
      let error = files.explained(error, needed: needed)
      try? files.removeTree(temporary)
      throw error
    }
    try files.synchronizeFolder(folder)
  }

  /// Reads a published checkpoint and compares it with the one that was to be saved.
  private func requireReadsBack(_ checkpoint: Checkpoint) throws {
    var rest = checkpoint
    let description = try scan(step: checkpoint.step) { name, part in
      require(rest.parts.removeValue(forKey: name) == part, "part '\(name)' reads back as another")
    }
    require(description == rest, "checkpoint \(checkpoint.step) reads back as another")
  }

  private func temporaryPath() -> String {
    var source = SystemRandomNumberGenerator()
    return "\(folder)/.tmp-\(hexadecimal(source.next()))\(hexadecimal(source.next()))"
  }

  // MARK: Removing

  /// Removes old and damaged checkpoints, checkpoints and episodes that are newer than the saved
  /// one, and files that killed programs have left under temporary names.
  ///
  /// - Returns: Warnings about damage and failures.
  private mutating func tidy(after checkpoint: Checkpoint) -> [String] {
    var warnings: [String] = []
    func attempt(_ body: () throws -> Void) {
      do { try body() } catch { warnings.append("cannot tidy up: \(error)") }
    }
    attempt {
      var kept = 0
      for step in try steps() {
        switch state(of: step, &warnings) {
        case .unknown: continue
        case .whole(let episodes) where isBefore(checkpoint, step, episodes):
          kept += 1
          if kept <= keptCount { continue }
        case .whole, .damaged: break
        }
        verified[step] = nil
        // It is renamed first, so that a partly removed one is never taken for a checkpoint.
        attempt { try files.rename(path(ofStep: step), to: temporaryPath()) }
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
    // Nothing else of the run is being written now, so temporary files belong to no one.
    removeFiles(of: "\(run)/episodes") { name in
      let parts = name.split(separator: ".tmp-", maxSplits: 1)
      let number = parts.first.flatMap {
        fileNumber(in: $0, after: "episode-", before: ".safetensors")
      }
      return number != nil && (name > last || parts.count > 1)
    }
    removeFiles(of: "\(run)/video") { $0.hasPrefix("open-loop-") && $0.contains(".tmp-") }
    removeFiles(of: run, where: RunDirectory.isTemporary)
    return warnings
  }

  /// Returns whether a step belongs to the history of a checkpoint: it is not newer, and episodes
  /// that both list by name are the same.
  private func isBefore(_ checkpoint: Checkpoint, _ step: Int, _ episodes: [EpisodeFile]) -> Bool {
    let names = Set(episodes.map(\.name))
    return step <= checkpoint.step
      && Set(episodes).isSuperset(of: checkpoint.episodes.filter { names.contains($0.name) })
  }

  /// The known state of a checkpoint.
  private enum State {
    /// It is complete, with these episodes.
    case whole([EpisodeFile])
    /// Some of it is not as it was written.
    case damaged
    /// It cannot be read at present, but may be whole.
    case unknown
  }

  private mutating func state(of step: Int, _ warnings: inout [String]) -> State {
    do {
      let episodes = try verified[step] ?? scan(step: step).episodes
      verified[step] = episodes
      return .whole(episodes)
    } catch let error as DataError {
      warnings.append("\(error); the checkpoint is removed")
      return .damaged
    } catch {
      warnings.append("\(error); the checkpoint is left as it is")
      return .unknown
    }
  }
}
