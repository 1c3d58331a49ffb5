import JSONText

/// The measurements of a run, read from its `metrics.jsonl` and `evaluations.csv`.
///
/// The run may continue meanwhile: an unfinished line is left out.
public struct RunHistory: Hashable, Sendable {
  /// A measurement.
  public struct Point: Hashable, Sendable {
    /// The environment steps at that time.
    public var step: Int
    /// The measured value.
    public var value: Double

    /// Creates a measurement.
    public init(step: Int, value: Double) {
      (self.step, self.value) = (step, value)
    }
  }

  /// The finite measurements of each name, in the order of the file.
  public private(set) var metrics: [String: [Point]] = [:]
  /// The finite numbers of each column of the evaluations.
  public private(set) var evaluations: [String: [Point]] = [:]

  /// Reads the measurements of a run; missing files contain none.
  ///
  /// - Parameters:
  ///   - run: The folder of the run.
  ///   - files: The file system of the folder.
  /// - Throws: `FileError`, or `DataError` for lines in another format.
  public init(of run: String, in files: any FileSystem = Disk()) throws {
    for (line, _) in try Self.lines(of: "\(run)/metrics.jsonl", in: files) {
      do throws(JSONError) {
        try add(metrics: line)
      } catch {
        throw DataError(error).inFile("\(run)/metrics.jsonl", remedy: Self.remedy)
      }
    }
    var columns: [String]?
    for (line, offset) in try Self.lines(of: "\(run)/evaluations.csv", in: files) {
      let fields = String(decoding: line, as: UTF8.self).split(
        separator: ",", omittingEmptySubsequences: false
      ).map(String.init)
      guard let names = columns else {
        columns = fields
        continue
      }
      guard fields.count == names.count, names.first == "step", let step = Int(fields[0]) else {
        throw DataError(
          file: "\(run)/evaluations.csv", offset: offset, what: "an evaluation",
          expected: "\(names.count) fields, the first a step",
          found: "\(fields.count), the first '\(fields[0].prefix(20))'", remedy: Self.remedy)
      }
      for (name, field) in zip(names, fields).dropFirst() {
        guard let value = Double(field), value.isFinite else { continue }
        evaluations[name, default: []].append(Point(step: step, value: value))
      }
    }
  }

  /// There is no other copy of a run's measurements, and the run continues without them.
  private static let remedy = "take that line out, or move the file away"

  private mutating func add(metrics line: ArraySlice<UInt8>) throws(JSONError) {
    var json = JSONScanner(line, of: "the line")
    var (step, values): (Int?, [(String, Double)]) = (nil, [])
    try json.scanObject("a line") { (json, name, offset) throws(JSONError) in
      if name == "step" {
        step = try json.scanInteger(name)
        return
      }
      switch try json.scanValue(name) {
      case .number(let text) where name != "wall_time":
        if let number = Double(text), number.isFinite { values.append((name, number)) }
      case .object: throw json.failure(name, at: offset, expected: "no object", found: "one")
      default: break
      }
    }
    try json.scanEnd()
    guard let step else {
      throw json.failure("a line", expected: "a step", found: "none")
    }
    for (name, value) in values {
      metrics[name, default: []].append(Point(step: step, value: value))
    }
  }

  /// The finished lines of a file with their places, or none if there is no file.
  private static func lines(
    of path: String, in files: any FileSystem
  ) throws(FileError) -> [(line: ArraySlice<UInt8>, offset: Int)] {
    guard try files.status(of: path) != nil else { return [] }
    return try files.read(path).split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
    ).dropLast().filter { !$0.isEmpty }.map { ($0, $0.startIndex) }
  }
}
