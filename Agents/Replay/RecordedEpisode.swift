import Base
import Records

/// The observations, actions and rewards of an episode.
///
/// Observation `t` precedes action `t`, and reward `t` follows it. The last observation has no
/// action, so there is one more observation.
public struct RecordedEpisode: Hashable, Sendable {
  /// The reason why an episode ended.
  public enum End: Int64, Hashable, Sendable {
    /// The task was over: the future would have had no value.
    case terminal = 1
    /// Time ran out: the future would have had its usual value.
    case timeLimit = 2
  }

  /// The observations one after the other: bytes of frames, or little-endian floats of vectors.
  public private(set) var observations: [UInt8]
  /// The actions, one after the other.
  public private(set) var actions: [Float]
  /// The rewards.
  public private(set) var rewards: [Float]
  /// The reason why it ended.
  public private(set) var end: End
  /// The generator with which its environment was reset, from which the actions reproduce the
  /// episode; `nil` if it is unknown.
  public private(set) var start: SeededGenerator?

  /// The number of actions.
  public var length: Int { rewards.count }

  /// The number of bytes that the episode takes in memory.
  public var byteCount: Int { observations.count + 4 * (actions.count + rewards.count) }

  /// Creates an episode.
  public init(
    observations: [UInt8], actions: [Float], rewards: [Float], end: End,
    start: SeededGenerator? = nil
  ) {
    (self.observations, self.actions) = (observations, actions)
    (self.rewards, self.end, self.start) = (rewards, end, start)
  }

  /// Returns what was seen before an action, or at the end.
  ///
  /// - Parameter place: The number of the observation, from 0 to ``length``.
  /// - Returns: Its bytes.
  public func observation(at place: Int) -> ArraySlice<UInt8> {
    bytes(ofObservations: place..<place + 1)
  }

  /// Returns the bytes of observations that follow each other.
  public func bytes(ofObservations places: Range<Int>) -> ArraySlice<UInt8> {
    let size = observations.count / (length + 1)
    return observations[places.lowerBound * size..<places.upperBound * size]
  }

  /// Returns an action.
  ///
  /// - Parameter place: The number of the action, from 0 to below ``length``.
  /// - Returns: Its components.
  public func action(at place: Int) -> ArraySlice<Float> {
    let size = actions.count / length
    return actions[place * size..<(place + 1) * size]
  }

  /// Reads the episode with a given number that a run collected.
  ///
  /// - Parameters:
  ///   - number: The number of the episode, from 1.
  ///   - run: The run directory.
  ///   - format: The common format of all episodes.
  /// - Returns: The episode, or `nil` if there is none with this number.
  /// - Throws: `FileError` or `DataError`.
  public static func read(
    _ number: Int, of run: String, _ format: ReplayFormat
  ) throws -> RecordedEpisode? {
    let path = "\(run)/episodes/\(fileName(number))"
    guard try Disk().status(of: path) != nil else { return nil }
    return try RecordedEpisode(Safetensors(path: path), format, path: path)
  }

  /// Returns the numbers of the episodes that a run has on disk, in ascending order.
  ///
  /// - Throws: `FileError`.
  public static func numbers(of run: String) throws(FileError) -> [Int] {
    try Disk().names(in: "\(run)/episodes").compactMap(number).sorted()
  }

  /// Returns the name of an episode's file.
  static func fileName(_ number: Int) -> String { "episode-\(fileNumber(number)).safetensors" }

  /// Returns the number of the episode with a file name, which must be far from overflow.
  static func number(_ name: String) -> Int? {
    let number = fileNumber(in: name, after: "episode-", before: ".safetensors")
    return number.flatMap { (1...(1 << 53)).contains($0) ? $0 : nil }
  }

  /// Returns the observations as they are stored in the episode's file.
  package func storedObservations(_ format: ReplayFormat) -> StoredTensor {
    StoredTensor(
      elementType: format.elementType, shape: [length + 1] + format.observationShape,
      bytes: observations[...])
  }

  /// Returns the contents of the episode's file.
  func safetensors(_ format: ReplayFormat) -> Safetensors {
    var tensors = [
      "observations": storedObservations(format),
      "actions": StoredTensor(floats: actions, shape: [length, format.actionSize]),
      "rewards": StoredTensor(floats: rewards, shape: [length]),
      "end": StoredTensor(integers: [end.rawValue], shape: []),
    ]
    if let start {
      tensors["start"] = StoredTensor(
        unsignedIntegers: [start.seed, start.stream, start.position], shape: [3])
    }
    return Safetensors(tensors)
  }

  /// Reads the contents of an episode's file.
  init(_ file: Safetensors, _ format: ReplayFormat, path: String) throws(DataError) {
    func stored(_ name: String, _ type: ElementType, _ shape: [Int]) throws(DataError)
      -> StoredTensor
    {
      let found = file.tensors[name]
      guard let found, found.elementType == type, found.shape == shape else {
        throw DataError(
          file: path, offset: 0, what: "tensor '\(name)'",
          expected: "\(type.rawValue) of shape \(shape)",
          found: found.map { "\($0.elementType.rawValue) of shape \($0.shape)" } ?? "none")
      }
      return found
    }
    let length = file.tensors["rewards"]?.shape.first ?? 0
    let (frames, overflow) = length.addingReportingOverflow(1)
    guard length > 0, !overflow else {
      throw DataError(
        file: path, offset: 0, what: "tensor 'rewards'", expected: "at least one", found: "none")
    }
    observations = Array(
      try stored("observations", format.elementType, [frames] + format.observationShape).bytes)
    actions = try stored("actions", .float32, [length, format.actionSize]).floats ?? []
    rewards = try stored("rewards", .float32, [length]).floats ?? []
    let number = try stored("end", .int64, []).integers?.first ?? 0
    guard let end = End(rawValue: number) else {
      throw DataError(
        file: path, offset: 0, what: "tensor 'end'", expected: "1 or 2", found: "\(number)")
    }
    self.end = end
    guard file.tensors["start"] != nil else { return }
    let words = try stored("start", .uint64, [3]).unsignedIntegers ?? []
    start = SeededGenerator(seed: words[0], stream: words[1], position: words[2])
  }
}
