import Base
import Glibc

/// Measurements and pictures for TensorBoard, the run's `events.out.tfevents.…`.
///
/// Every start of a run begins a new file, since nothing can follow a record that a crash tore. Its
/// second record states the step from which older points are void, so that a resumed curve has
/// neither gaps nor duplicates; if a disk is full, both come with the first file that can be
/// written. Errors never stop a run, but are counted.
///
/// Reference: TensorFlow, `event.proto`, `summary.proto` and "TFRecord and tf.train.Example".
public final class EventFile {
  /// The prefix of the names of all such files.
  static let prefix = "events.out.tfevents."

  private let folder: String
  private let files: any FileSystem
  private var file: AppendedFile
  private var earlierFailures = 0
  private var earlierFailure: FileError?
  private var fileCount = 0
  private var isTorn = false
  /// The record that states the step from which older points are void, until it is written.
  private var start: [[UInt8]]

  /// The number of records that could not be written.
  public var failureCount: Int { earlierFailures + file.failureCount }
  /// The error of the last write that failed.
  public var lastFailure: FileError? { file.lastFailure ?? earlierFailure }

  /// Begins a file for a run.
  ///
  /// - Parameters:
  ///   - folder: The run directory.
  ///   - step: The step from which the run is resumed, or `nil` at its beginning.
  ///   - wallTime: The time now, in seconds since 1970.
  ///   - files: The file system of the folder.
  /// - Throws: ``FileError``.
  public init(
    folder: String, resumingAfter step: Int?, wallTime: Double, in files: any FileSystem = Disk()
  ) throws(FileError) {
    (self.folder, self.files) = (folder, files)
    let first = step.map { min($0, Int.max - 1) + 1 } ?? 0
    start = [
      Self.record(
        Self.event(wallTime, step: first) { event in
          event.append(7) { $0.append(1, integer: 1) }
        })
    ]
    file = try Self.newFile(in: folder, 0, wallTime: wallTime, files)
    isTorn = !begin(file, wallTime)
  }

  /// Makes the records so far safe from a loss of power.
  public func synchronize() { file.synchronize() }

  /// Appends the values of a tag at a step.
  func append(step: Int, wallTime: Double, value: (inout ProtocolMessage) -> Void) {
    let record = Self.record(
      Self.event(wallTime, step: step) { event in
        event.append(5) { summary in summary.append(1, message: value) }
      })
    // Readers stop at a torn record, so the following ones go to another file.
    if isTorn && !beginNextFile(wallTime) {
      earlierFailures += 1
      return
    }
    isTorn = !file.append(record)
  }

  /// Writes the records that readers need first, or removes the file if they cannot be written.
  private func begin(_ file: AppendedFile, _ wallTime: Double) -> Bool {
    let records = [Self.record(Self.opening(wallTime))] + start
    guard records.allSatisfy({ file.append($0) }) else {
      file.remove()
      return false
    }
    start = []
    return true
  }

  /// Begins another file, and leaves nothing behind if its first records cannot be written.
  private func beginNextFile(_ wallTime: Double) -> Bool {
    guard let next = try? Self.newFile(in: folder, fileCount + 1, wallTime: wallTime, files) else {
      return false
    }
    guard begin(next, wallTime) else { return false }
    fileCount += 1
    earlierFailures += file.failureCount
    earlierFailure = lastFailure
    file = next
    return true
  }

  /// Creates the next file, whose name sorts after those of all others in the folder.
  private static func newFile(
    in folder: String, _ number: Int, wallTime: Double, _ files: any FileSystem
  ) throws(FileError) -> AppendedFile {
    let latest = try files.names(in: folder).compactMap { name in
      name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count).prefix { $0 != "." }) : nil
    }.max()
    // The clock may have been set back.
    let now = Int(exactly: wallTime.rounded(.down)) ?? 0
    let seconds = min(max(now, min(latest ?? 0, Int.max - 1) + 1, 0), 9_999_999_999)
    let digits = String(seconds).zeroPadded(to: 10)
    let host = hostName().filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    return try AppendedFile(
      "\(folder)/\(prefix)\(digits).\(host).\(getpid()).\(number)", in: files)
  }

  private static func opening(_ wallTime: Double) -> ProtocolMessage {
    event(wallTime, step: 0) { $0.append(3, text: "brain.Event:2") }
  }

  private static func event(
    _ wallTime: Double, step: Int, content: (inout ProtocolMessage) -> Void
  ) -> ProtocolMessage {
    // A time that is not a number makes readers drop the rest of the file.
    require(wallTime.isFinite, "an event cannot have happened at time \(wallTime)")
    var event = ProtocolMessage()
    event.append(1, double: wallTime)
    if step != 0 { event.append(2, integer: Int64(step)) }
    content(&event)
    return event
  }

  /// Returns a message with its length and the checksums of both.
  private static func record(_ message: ProtocolMessage) -> [UInt8] {
    let length = littleEndianBytes(UInt64(message.bytes.count))
    return length + littleEndianBytes(CRC32C.masked(length)) + message.bytes
      + littleEndianBytes(CRC32C.masked(message.bytes))
  }
}
