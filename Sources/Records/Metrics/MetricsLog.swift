import Base
import JSONText

/// Measurements as lines of JSON, the run's `metrics.jsonl`.
///
/// Every line has `step` and `wall_time`. Numbers that are not finite are `null`, since JSON has
/// none, and are listed in `nonfinite`. A line is a single write of at most 4 KB; more measurements
/// take more lines. Errors never stop a run, but are counted.
public final class MetricsLog {
  /// The longest line, in bytes, including its end.
  static let longestLine = 4096

  private let file: AppendedFile
  /// The number of lines that could not be written.
  public var failureCount: Int { file.failureCount }
  /// The error of the last write that failed.
  public var lastFailure: FileError? { file.lastFailure }

  /// Opens the log of a run.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - step: The step from which the run is resumed, or `nil` to begin with an empty file. Lines
  ///     of later steps are dropped, since they will be written again, and so is a torn line.
  ///   - files: The file system of the file.
  /// - Throws: ``FileError``.
  public init(
    _ path: String, resumingAfter step: Int?, in files: any FileSystem = Disk()
  ) throws(FileError) {
    try dropLines(of: path, in: files) { line in
      guard let step, let found = Self.step(of: line) else { return false }
      return found <= step
    }
    file = try AppendedFile(path, in: files)
  }

  /// Returns the step at the beginning of a line, or `nil` if it is not a line of a log.
  private static func step(of line: ArraySlice<UInt8>) -> Int? {
    var json = JSONScanner(line, of: "the line")
    var step: Int?
    try? json.scanObject("a line") { (json, name, _) throws(JSONError) in
      if name == "step" { step = try json.scanInteger(name) }
    } stop: {
      true
    }
    return line.last == UInt8(ascii: "}") ? step : nil
  }

  /// Appends measurements.
  ///
  /// - Parameters:
  ///   - step: The environment steps so far, not negative.
  ///   - wallTime: The time now, in seconds since 1970.
  ///   - values: The measurements by name.
  public func append(step: Int, wallTime: Double, _ values: [String: MetricValue]) {
    require(step >= 0 && wallTime.isFinite, "metrics cannot be of step \(step), time \(wallTime)")
    var rest = values.sorted { $0.key < $1.key }[...]
    repeat {
      var count = rest.count
      var line = Self.line(step, wallTime, rest)
      while line.utf8.count > Self.longestLine && count > 1 {
        count = (count + 1) / 2
        line = Self.line(step, wallTime, rest.prefix(count))
      }
      file.append(Array(line.utf8))
      rest = rest.dropFirst(count)
    } while !rest.isEmpty
  }

  private static func line(
    _ step: Int, _ wallTime: Double, _ values: ArraySlice<(key: String, value: MetricValue)>
  ) -> String {
    var members = [
      JSON.Member("step", .integer(step)), JSON.Member("wall_time", .number(wallTime)),
    ]
    var nonfinite: [JSON] = []
    for (name, value) in values {
      require(
        !["step", "wall_time", "nonfinite"].contains(name), "no metric can be named '\(name)'")
      members.append(JSON.Member(name, value.json))
      if case .number(let number) = value, !number.isFinite { nonfinite.append(.string(name)) }
    }
    if !nonfinite.isEmpty { members.append(JSON.Member("nonfinite", .array(nonfinite))) }
    return JSON.object(members).line + "\n"
  }

  /// Returns measurements as one line of JSON of any length, without its end.
  public static func line(
    step: Int, wallTime: Double, _ values: [String: MetricValue]
  ) -> String {
    String(line(step, wallTime, values.sorted { $0.key < $1.key }[...]).dropLast())
  }

  /// Makes the lines so far safe from a loss of power.
  public func synchronize() { file.synchronize() }
}

/// Drops the lines of a file that are torn or rejected by `isKept`.
///
/// A file that changes is replaced as a whole, so that a crash leaves either the old or the new
/// one.
func dropLines(
  of path: String, in files: any FileSystem, isKept: (ArraySlice<UInt8>) -> Bool
) throws(FileError) {
  guard try files.status(of: path) != nil else { return }
  let bytes = try files.read(path)
  let newLine = UInt8(ascii: "\n")
  // Whatever follows the last line break is torn, or empty.
  let lines = bytes.split(separator: newLine, omittingEmptySubsequences: false)
  let kept = lines.dropLast().filter(isKept)
  let isTorn = lines.last?.isEmpty == false
  guard isTorn || kept.count < lines.count - 1 else { return }
  try DurableFile.write(kept.flatMap { Array($0) + [newLine] }, to: path, in: files)
}
