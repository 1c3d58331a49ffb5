import Base

/// The progress of a run, for one line of text.
public struct Progress: Hashable, Sendable {
  /// The name of what is running, such as `cheetah-run`.
  public var title: String
  /// The number of finished steps.
  public var step: Int
  /// The total number of steps.
  public var stepCount: Int
  /// The seconds that this program has run.
  public var elapsed: Double
  /// The number of steps that were finished before this program began.
  public var resumedStep: Int
  /// The seconds after which the program ends even if steps are left, or `nil` if there is no
  /// limit.
  public var secondsLeft: Double?
  /// The latest score.
  public var score: Double?
  /// Further details, in order of importance, such as `update 320`.
  public var details: [String]

  /// Creates a state.
  public init(
    title: String, step: Int, stepCount: Int, elapsed: Double, resumedStep: Int = 0,
    secondsLeft: Double? = nil, score: Double? = nil, details: [String] = []
  ) {
    (self.title, self.step, self.stepCount) = (title, step, stepCount)
    (self.elapsed, self.resumedStep, self.secondsLeft) = (elapsed, resumedStep, secondsLeft)
    (self.score, self.details) = (score, details)
  }

  /// The estimated seconds until the end at the present rate, or `nil` if it is unknown.
  public var remaining: Double? {
    let done = Double(step) - Double(resumedStep)
    guard done > 0, elapsed > 0, stepCount >= step else { return secondsLeft }
    let byStep = (Double(stepCount) - Double(step)) * elapsed / done
    return secondsLeft.map { min($0, byStep) } ?? byStep
  }

  /// Returns the progress as one line that fits a width.
  ///
  /// The least important details are left out first. The line contains no control characters.
  ///
  /// - Parameter width: The number of columns, or `nil` for no limit.
  /// - Returns: The line, without a line break.
  public func line(width: Int? = nil) -> String {
    let share = stepCount > 0 ? Double(step) / Double(stepCount) : 0
    let percent = share.isFinite ? Int(exactly: (share * 100).rounded(.down)) ?? 0 : 0
    var parts = ["\(percent)%", title.printable, "step \(step)/\(stepCount)"]
    if let score { parts.append("score " + (decimalText(score, places: 1) ?? "\(score)")) }
    if let remaining { parts.append("\(duration(remaining)) left") }
    parts += details.map(\.printable)
    guard let width else { return parts.joined(separator: "  ") }
    var line = ""
    for part in parts {
      let next = line.isEmpty ? part : "\(line)  \(part)"
      // The last column stays free, since some terminals start a new line when it is filled.
      guard columnCount(of: next) < width else { break }
      line = next
    }
    return line
  }
}

/// Writes progress in a form that suits its destination.
///
/// On a terminal it is one line that is updated in place, elsewhere a plain line every ten seconds.
public struct ProgressWriter: Sendable {
  /// The destination of progress.
  public struct Target: Hashable, Sendable {
    /// Whether a line can be updated in place.
    public var isTerminal: Bool
    /// Whether colours are wanted.
    public var hasColor: Bool

    /// Creates a target.
    public init(isTerminal: Bool, hasColor: Bool) {
      (self.isTerminal, self.hasColor) = (isTerminal, hasColor)
    }

    /// Determines the target from the properties of a stream and the environment.
    ///
    /// - Parameters:
    ///   - isTerminal: Whether the stream goes to a terminal.
    ///   - environment: The environment variables. With `TERM=dumb` a terminal does not count as
    ///     one; a non-empty `NO_COLOR` turns colours off, `FORCE_COLOR` turns them on.
    public init(isTerminal: Bool, environment: [String: String]) {
      let isSet = { (name: String) in environment[name].map { !$0.isEmpty } ?? false }
      self.isTerminal = isTerminal && environment["TERM"] != "dumb"
      hasColor = !isSet("NO_COLOR") && (isSet("FORCE_COLOR") || self.isTerminal)
    }
  }

  /// The seconds between two lines without a terminal.
  package static let plainInterval = 10.0

  /// The destination of progress.
  public let target: Target
  private var lastTime: Double?

  /// Creates a writer that has written nothing.
  public init(_ target: Target) { self.target = target }

  /// Returns what to write now, which may be nothing.
  ///
  /// - Parameters:
  ///   - progress: The state.
  ///   - time: The seconds since any fixed instant.
  ///   - width: The columns of the terminal now.
  /// - Returns: The text, which is empty if it is too early.
  public mutating func text(for progress: Progress, at time: Double, width: Int) -> String {
    let interval = target.isTerminal ? 0.1 : Self.plainInterval
    if let lastTime, time - lastTime < interval, time >= lastTime { return "" }
    lastTime = time
    let line = progress.line(width: target.isTerminal ? width : nil)
    let text = target.hasColor ? "\u{1B}[36m\(line)\u{1B}[0m" : line
    // Go to the beginning of the line, write the text, and clear the rest of the older one.
    return target.isTerminal ? "\r\(text)\u{1B}[K" : text + "\n"
  }

  /// Returns the text to write before anything else is written to the same place.
  public mutating func interruption() -> String {
    guard target.isTerminal, lastTime != nil else { return "" }
    lastTime = nil
    return "\r\u{1B}[K"
  }
}

/// Returns a duration such as `2h05m`, `3m07s` or `9s`.
func duration(_ seconds: Double) -> String {
  guard seconds.isFinite, let whole = Int(exactly: seconds.rounded(.up)), whole >= 0 else {
    return "?"
  }
  if whole >= 3600 { return "\(whole / 3600)h\(twoDigits(whole % 3600 / 60))m" }
  return whole >= 60 ? "\(whole / 60)m\(twoDigits(whole % 60))s" : "\(whole)s"
}

/// Returns the number of columns that a text takes, counting wide characters twice.
private func columnCount(of text: String) -> Int {
  text.unicodeScalars.reduce(0) { count, scalar in
    let isMark = scalar.properties.canonicalCombiningClass != .notReordered
    let isWide =
      (0x1100...0x115F).contains(scalar.value) || (0x2E80...0xA4CF).contains(scalar.value)
      || (0xAC00...0xD7A3).contains(scalar.value) || (0xF900...0xFAFF).contains(scalar.value)
      || (0xFE30...0xFE6F).contains(scalar.value) || (0xFF00...0xFF60).contains(scalar.value)
      || (0x1F300...0x1FAFF).contains(scalar.value) || (0x20000...0x3FFFD).contains(scalar.value)
    return count + (isMark ? 0 : isWide ? 2 : 1)
  }
}
