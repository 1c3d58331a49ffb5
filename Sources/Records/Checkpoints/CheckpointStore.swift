import Base

/// The checkpoints of a run.
///
/// A checkpoint is a folder `ckpt/step-000000012000`. It is written under a temporary name, made
/// durable file by file, and published by a single rename, so every visible checkpoint is complete.
/// The newest is the one with the highest step whose manifest and files verify; no file points to
/// it. Only the program that holds the run's lock may save.
public struct CheckpointStore: Sendable {
  /// The result of a save.
  public struct Report: Hashable, Sendable {
    /// The path of the checkpoint.
    public var path: String
    /// Whether it was written now: a step that already exists and verifies is not written again.
    public var isNew: Bool
    /// Failures to tidy up; the checkpoint itself is safe.
    public var warnings: [String]
  }

  /// The newest usable checkpoint.
  public struct Newest: Hashable, Sendable {
    /// The checkpoint.
    public var checkpoint: Checkpoint
    /// Warnings about newer checkpoints that cannot be used, newest first.
    public var warnings: [String]
  }

  let run: String
  let keptCount: Int
  let files: any FileSystem
  /// Steps whose checkpoints were read back and found complete, with their episodes.
  var verified: [Int: [EpisodeFile]] = [:]

  /// Creates the store of a run.
  ///
  /// - Parameters:
  ///   - run: The run directory.
  ///   - keptCount: The number of checkpoints to keep, at least 1.
  ///   - files: The file system of the run.
  public init(run: String, keeping keptCount: Int = 3, in files: any FileSystem = Disk()) {
    require(keptCount > 0, "a run keeps at least one checkpoint, not \(keptCount)")
    (self.run, self.keptCount, self.files) = (run, keptCount, files)
  }

  var folder: String { "\(run)/ckpt" }

  /// Returns the path of a step's checkpoint, whether or not it exists.
  public func path(ofStep step: Int) -> String { "\(folder)/step-\(fileNumber(step))" }

  /// Returns whether there is a checkpoint of a step, complete or not.
  public func isThere(_ step: Int) throws(FileError) -> Bool {
    try files.status(of: path(ofStep: step)) != nil
  }

  /// Returns the steps that have a checkpoint, complete or not, highest first.
  public func steps() throws(FileError) -> [Int] {
    guard try files.status(of: folder) != nil else { return [] }
    return try files.names(in: folder).compactMap { fileNumber(in: $0, after: "step-") }
      .sorted(by: >)
  }

  // MARK: Loading

  /// Loads the newest usable checkpoint, even while a training program replaces checkpoints.
  ///
  /// - Parameters:
  ///   - strict: Whether a damaged checkpoint is an error instead of a reason to use an older one.
  ///   - needsEpisodes: Whether a damaged episode is such a reason, too, if an older checkpoint
  ///     does not need it.
  /// - Returns: The checkpoint, or `nil` if the run has none.
  /// - Throws: ``DataError`` or ``FileError`` of the newest if none can be used, or for the first
  ///   that cannot if `strict`; ``CheckpointError`` if a newer program wrote it.
  public func loadNewest(strict: Bool = false, needsEpisodes: Bool = false) throws -> Newest? {
    let listed = try steps()
    let found = Result { try newest(among: listed, strict, needsEpisodes) }
    if case .success(let newest?) = found { return newest }
    return try steps() == listed
      ? found.get() : loadNewest(strict: strict, needsEpisodes: needsEpisodes)
  }

  /// Returns the first usable checkpoint of several.
  private func newest(among steps: [Int], _ strict: Bool, _ needsEpisodes: Bool) throws -> Newest? {
    var firstError: (any Error)?
    var warnings: [String] = []
    for step in steps {
      do {
        let checkpoint = try load(step: step)
        if needsEpisodes, let oldest = steps.last, oldest < step {
          try readEpisodes(of: checkpoint, notIn: oldest, strict)
        }
        return Newest(checkpoint: checkpoint, warnings: warnings)
      } catch let error as CheckpointError {
        throw error
      } catch {
        if strict { throw error }
        firstError = firstError ?? error
        warnings.append("\(error); trying the checkpoint before it")
      }
    }
    if let firstError { throw firstError }
    return nil
  }

  /// Checks every byte of the episodes that an older checkpoint does not need.
  private func readEpisodes(of checkpoint: Checkpoint, notIn step: Int, _ strict: Bool) throws {
    // An unreadable checkpoint is assumed to list none, so that all are checked.
    let older = Set((try? loadManifest(in: path(ofStep: step)).checkpoint.episodes) ?? [])
    for episode in checkpoint.episodes where !older.contains(episode) {
      _ = try files.read(
        "\(run)/episodes/\(episode.name)", size: episode.size, checksum: episode.checksum,
        remedy: strict ? "take another copy of it, or leave out --strict-resume" : nil)
    }
  }

  /// Loads the checkpoint of a step, checking every byte of it.
  ///
  /// - Throws: ``DataError``, ``FileError`` or ``CheckpointError``.
  public func load(step: Int) throws -> Checkpoint {
    var parts: [String: Safetensors] = [:]
    var checkpoint = try scan(step: step) { name, part in parts[name] = part }
    checkpoint.parts = parts
    return checkpoint
  }

  /// Reads the checkpoint of a step, checking every byte of it, with one part in memory at a time.
  ///
  /// - Parameters:
  ///   - step: The step.
  ///   - visit: Called with each part.
  /// - Returns: The checkpoint without its parts.
  /// - Throws: The errors of ``load(step:)``, and those of `visit`.
  @discardableResult
  func scan(
    step: Int, visiting visit: (_ name: String, _ part: Safetensors) throws -> Void = { _, _ in }
  ) throws -> Checkpoint {
    let folder = path(ofStep: step)
    let manifest = try loadManifest(in: folder)
    let checkpoint = manifest.checkpoint
    guard checkpoint.step == step else {
      throw DataError(
        file: "\(folder)/\(Manifest.fileName)", offset: 0, what: "the step", expected: "\(step)",
        found: "\(checkpoint.step)")
    }
    for entry in manifest.entries {
      let path = "\(folder)/\(entry.name)"
      try checkStatus(path, size: entry.size)
      let bytes = try files.read(path, size: entry.size, checksum: entry.checksum)
      try visit(
        String(entry.name.dropLast(Self.suffix.count)), Safetensors(bytes: bytes, path: path))
    }
    for episode in checkpoint.episodes {
      try checkStatus("\(run)/episodes/\(episode.name)", size: episode.size)
    }
    return checkpoint
  }

  static let suffix = ".safetensors"

  private func loadManifest(in folder: String) throws -> Manifest {
    let path = "\(folder)/\(Manifest.fileName)"
    try checkStatus(path, size: nil)
    let bytes = try files.read(path)
    do {
      let manifest = try Manifest(bytes: bytes, path: path)
      if let entry = manifest.entries.first(where: { !$0.name.hasSuffix(Self.suffix) }) {
        throw DataError(
          offset: 0, what: "the files", expected: "names that end in \(Self.suffix)",
          found: "'\(entry.name)'")
      }
      return manifest
    } catch let error as DataError {
      throw error.inFile(path)
    }
  }

  private func checkStatus(_ path: String, size: Int?) throws {
    let status = try files.status(of: path)
    guard let status, status.kind == .file else {
      throw DataError(
        file: path, offset: 0, what: "the file",
        expected: size.map { "a file of \($0) bytes" } ?? "a file",
        found: status == nil ? "nothing" : "something else")
    }
    guard let size, status.size != size else { return }
    throw DataError(
      file: path, offset: min(size, status.size), what: "the end of the file",
      expected: "\(size) bytes in all", found: "\(status.size)")
  }
}
