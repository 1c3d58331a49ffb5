import Base
import Records
import Tensors

/// The episodes to learn from: in memory up to a capacity, and each in a file that never changes.
///
/// Beyond the capacity the oldest episodes leave memory; their files stay. Sequences are drawn
/// uniformly from all places where one fits.
public struct ReplayBuffer: Sendable {
  /// The common format of all episodes.
  public let format: ReplayFormat
  /// The most bytes that episodes may take.
  public let capacity: Int
  /// The files of the episodes in memory, oldest first, for a checkpoint.
  public private(set) var files: [EpisodeFile] = []
  /// The number of bytes that the episodes in memory take.
  public private(set) var byteCount = 0
  /// The number of actions in memory.
  public private(set) var length = 0
  private var episodes: [RecordedEpisode] = []
  private var nextIndex = 1
  /// The names of files that could not be written yet.
  private var missing: Set<String> = []
  private let folder: String
  private let fileSystem: any FileSystem

  /// Creates an empty replay.
  ///
  /// - Parameters:
  ///   - format: The common format of all episodes.
  ///   - capacity: The most bytes that episodes may take.
  ///   - run: The run directory.
  ///   - fileSystem: The file system of the run.
  public init(
    _ format: ReplayFormat, capacity: Int, run: String, in fileSystem: any FileSystem = Disk()
  ) {
    (self.format, self.capacity, folder) = (format, capacity, "\(run)/episodes")
    self.fileSystem = fileSystem
  }

  /// Adds a finished episode and writes its file, which is durable when this returns.
  ///
  /// - Throws: `FileError`; the episode is then only in memory, until ``writeMissingFiles()``
  ///   succeeds or the episode has to leave.
  public mutating func append(_ episode: RecordedEpisode) throws(FileError) {
    format.requireFitting(episode)
    let name = RecordedEpisode.fileName(nextIndex)
    let bytes = episode.safetensors(format).bytes
    nextIndex += 1
    missing.insert(name)
    add(
      episode,
      EpisodeFile(
        name: name, length: episode.length, size: bytes.count,
        checksum: CRC32C.checksum(bytes)))
    // The oldest leave only after another attempt, so that their files exist if a disk has space
    // again.
    defer { keepToCapacity() }
    try writeMissingFiles()
  }

  /// Writes the files of episodes that could not be written when they were added.
  ///
  /// A checkpoint may list ``files`` only after this.
  ///
  /// - Throws: `FileError`; the episodes stay in memory.
  public mutating func writeMissingFiles() throws(FileError) {
    for (episode, file) in zip(episodes, files) where missing.contains(file.name) {
      let path = "\(folder)/\(file.name)"
      try DurableFile.write(episode.safetensors(format).bytes, to: path, in: fileSystem)
      missing.remove(file.name)
    }
  }

  /// Fills an empty replay with the episodes that a checkpoint lists.
  ///
  /// - Throws: `FileError` or `DataError`; the replay is then unchanged.
  public mutating func restore(_ files: [EpisodeFile]) throws {
    var restored = self
    for file in files {
      let path = "\(folder)/\(file.name)"
      guard let number = RecordedEpisode.number(file.name) else {
        throw DataError(
          file: path, offset: 0, what: "the name of the episode",
          expected: "a number from 1 to 2^53 in it", found: "'\(file.name)'")
      }
      let bytes = try fileSystem.read(
        path, size: file.size, checksum: file.checksum,
        remedy: "take another copy of it, or begin the run anew with --overwrite")
      let episode = try RecordedEpisode(Safetensors(bytes: bytes, path: path), format, path: path)
      guard episode.length == file.length else {
        throw DataError(
          file: path, offset: 0, what: "the episode", expected: "\(file.length) steps",
          found: "\(episode.length)")
      }
      restored.nextIndex = max(restored.nextIndex, number + 1)
      restored.add(episode, file)
      restored.keepToCapacity()
    }
    self = restored
  }

  private mutating func add(_ episode: RecordedEpisode, _ file: EpisodeFile) {
    episodes.append(episode)
    files.append(file)
    (byteCount, length) = (byteCount + episode.byteCount, length + episode.length)
  }

  private mutating func keepToCapacity() {
    while byteCount > capacity && episodes.count > 1 {
      let oldest = episodes.removeFirst()
      missing.remove(files.removeFirst().name)
      (byteCount, length) = (byteCount - oldest.byteCount, length - oldest.length)
    }
  }

  /// The episode with the given index in memory, oldest first.
  public subscript(index: Int) -> RecordedEpisode { episodes[index] }

  /// Draws sequences uniformly from all places where one fits.
  ///
  /// - Parameters:
  ///   - batch: The number of sequences.
  ///   - length: The number of observations in each.
  ///   - scaling: The conversion of frames' bytes to numbers; vectors are not converted.
  ///   - generator: The source of the choice, and of noise.
  /// - Returns: The sequences, or `nil` if no episode is long enough.
  public func sample(
    batch: Int, length: Int, scaling: FrameScaling = .centered,
    using generator: inout SeededGenerator
  ) -> Batch? {
    require(batch > 0 && length > 0, "there is no batch of \(batch) sequences of \(length) steps")
    var ends: [Int] = []
    for episode in episodes { ends.append((ends.last ?? 0) + max(0, episode.length - length + 2)) }
    guard let total = ends.last, total > 0 else { return nil }
    let places = (0..<batch).map { _ -> EpisodePlace in
      let draw = generator.nextInteger(below: total)
      var (low, high) = (0, ends.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if ends[middle] > draw { high = middle } else { low = middle + 1 }
      }
      return EpisodePlace(episode: low, start: draw - (low > 0 ? ends[low - 1] : 0))
    }
    return Batch(
      places, of: episodes, length: length, format, scaling: scaling, using: &generator)
  }
}
