import Base

/// Evaluations as comma-separated values, the run's `evaluations.csv`.
///
/// The first line names the columns, starting with `step`.
public final class EvaluationTable {
  private let file: AppendedFile
  private let columns: [String]
  private var hasHeader: Bool
  /// The number of lines that could not be written.
  public var failureCount: Int { file.failureCount }
  /// The error of the last write that failed.
  public var lastFailure: FileError? { file.lastFailure }

  /// Opens the table of a run.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - columns: The names of the columns after `step`.
  ///   - step: The step from which the run is resumed, or `nil` to begin with an empty table; lines
  ///     of later steps are dropped.
  ///   - files: The file system of the file.
  /// - Throws: ``FileError``, or ``DataError`` if the table has other columns.
  public init(
    _ path: String, columns: [String], resumingAfter step: Int?, in files: any FileSystem = Disk()
  ) throws {
    self.columns = columns
    let header = Self.line(["step"] + columns)
    var found: String?
    try files.dropLines(of: path) { line in
      guard let step else { return false }
      guard let names = found else {
        found = String(decoding: line, as: UTF8.self) + "\n"
        return true
      }
      // A table that is refused stays as it is.
      guard names == header else { return true }
      let text = String(decoding: line.prefix { $0 != UInt8(ascii: ",") }, as: UTF8.self)
      return Int(text).map { $0 <= step } ?? false
    }
    guard found == nil || found == header else {
      throw DataError(
        file: path, offset: 0, what: "the names of the columns", expected: "'\(header.dropLast())'",
        found: "'\(found?.dropLast() ?? "")'",
        remedy: "resume with the version that began the run, or move the file away")
    }
    let file = try AppendedFile(path, in: files)
    hasHeader = found != nil || file.append(Array(header.utf8))
    self.file = file
  }

  /// Appends an evaluation.
  ///
  /// - Parameters:
  ///   - step: The environment steps so far.
  ///   - values: One number for each column; numbers that are not finite leave their fields empty.
  public func append(step: Int, _ values: [Double]) {
    require(
      values.count == columns.count,
      "an evaluation has \(columns.count) values, not \(values.count)")
    let row = Self.line(["\(step)"] + values.map { $0.isFinite ? "\($0)" : "" })
    // The disk may have been full when the table was begun.
    let text = hasHeader ? row : Self.line(["step"] + columns) + row
    if file.append(Array(text.utf8)) { hasHeader = true }
  }

  /// Makes the lines so far safe from a loss of power.
  public func synchronize() { file.synchronize() }

  private static func line(_ fields: [String]) -> String {
    fields.joined(separator: ",") + "\n"
  }
}
