import Base
import JSONText

/// Measurements as lines of JSON, the run's `metrics.jsonl`.
///
/// Every line has `step` and `wall_time`. Numbers that are not finite are `null`, since JSON has
/// none, and are listed in `nonfinite`. A line is a single write of at most 4 KB; more measurements
/// take more lines. Errors never stop a run, but are counted.
public final class MetricsLog {
  /// The names that no metric can have.
  public static let reservedNames: Set = ["step", "wall_time", "nonfinite"]
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
    try files.dropLines(of: path) { line in
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
    for line in Self.lines(step: step, wallTime: wallTime, values) { file.append(line) }
  }

  /// Returns measurements as lines of JSON, each with its end and of at most 4 KB.
  ///
  /// A pipe accepts that many bytes as a whole or not at all.
  ///
  /// - Parameters:
  ///   - step: The environment steps so far, not negative.
  ///   - wallTime: The time now, in seconds since 1970.
  ///   - values: The measurements by name.
  /// - Returns: The lines, as UTF-8.
  public static func lines(
    step: Int, wallTime: Double, _ values: [String: MetricValue]
  ) -> [[UInt8]] {
    require(step >= 0 && wallTime.isFinite, "metrics cannot be of step \(step), time \(wallTime)")
    var lines: [[UInt8]] = []
    var rest = values.sorted { $0.key < $1.key }[...]
    repeat {
      var count = rest.count
      var line = line(step, wallTime, rest)
      while line.utf8.count > longestLine && count > 1 {
        count = (count + 1) / 2
        line = Self.line(step, wallTime, rest.prefix(count))
      }
      lines.append(Array(line.utf8))
      rest = rest.dropFirst(count)
    } while !rest.isEmpty
    return lines
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
        !reservedNames.contains(name), "no metric can be named '\(name)'")
      members.append(JSON.Member(name, value.json))
      if case .number(let number) = value, !number.isFinite { nonfinite.append(.string(name)) }
    }
    if !nonfinite.isEmpty { members.append(JSON.Member("nonfinite", .array(nonfinite))) }
    return JSON.object(members).line + "\n"
  }

  /// Makes the lines so far safe from a loss of power.
  public func synchronize() { file.synchronize() }
}
