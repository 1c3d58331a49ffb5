import Base

/// How far a run is, for one line of text.
public struct Progress: Hashable, Sendable {
  /// What is running, such as `cheetah-run`.
  public var title: String
  /// How many steps are done.
  public var step: Int
  /// How many steps there will be.
  public var stepCount: Int
  /// The seconds that this program has run.
  public var elapsed: Double
  /// How many of the steps were done before this program began.
  public var resumedStep: Int
  /// The seconds after which the program ends even if steps are left, or `nil` if it does not.
  public var secondsLeft: Double?
  /// The latest score.
  public var score: Double?
  /// More to show, in order of importance, such as `update 320`.
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

  /// The seconds until the end if steps go on as they have, or `nil` if nobody knows yet.
  public var remaining: Double? {
    let done = Double(step) - Double(resumedStep)
    guard done > 0, elapsed > 0, stepCount >= step else { return secondsLeft }
    let byStep = (Double(stepCount) - Double(step)) * elapsed / done
    return secondsLeft.map { min($0, byStep) } ?? byStep
  }

  /// Returns the state as one line that fits a width.
  ///
  /// What matters least is left out first. No control characters are in it.
  ///
  /// - Parameter width: The columns that there are, or `nil` if there is no limit.
  /// - Returns: The line, without an end.
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
      // The last column stays free, since some terminals begin a new line when it is filled.
      guard columnCount(of: next) < width else { break }
      line = next
    }
    return line
  }
}

/// Writes progress in the way that fits where it goes.
///
/// On a terminal there is one line that changes in place, elsewhere a plain line every ten seconds.
public struct ProgressWriter: Sendable {
  /// Where progress goes to.
  public struct Target: Hashable, Sendable {
    /// Whether a line can change in place.
    public var isTerminal: Bool
    /// Whether colours are wanted.
    public var hasColor: Bool

    /// Creates a target.
    public init(isTerminal: Bool, hasColor: Bool) {
      (self.isTerminal, self.hasColor) = (isTerminal, hasColor)
    }

    /// Decides from what the system and the environment say of one stream.
    ///
    /// - Parameters:
    ///   - isTerminal: Whether the stream goes to a terminal.
    ///   - environment: The environment's variables. `TERM=dumb` makes it no terminal; a `NO_COLOR`
    ///     that is not empty takes colours away, `FORCE_COLOR` gives them.
    public init(isTerminal: Bool, environment: [String: String]) {
      let isSet = { (name: String) in environment[name].map { !$0.isEmpty } ?? false }
      self.isTerminal = isTerminal && environment["TERM"] != "dumb"
      hasColor = !isSet("NO_COLOR") && (isSet("FORCE_COLOR") || self.isTerminal)
    }
  }

  /// The seconds between two lines where there is no terminal.
  package static let plainInterval = 10.0

  /// Where progress goes to.
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
  /// - Returns: The text, or an empty one if it is too early.
  public mutating func text(for progress: Progress, at time: Double, width: Int) -> String {
    let interval = target.isTerminal ? 0.1 : Self.plainInterval
    if let lastTime, time - lastTime < interval, time >= lastTime { return "" }
    lastTime = time
    let line = progress.line(width: target.isTerminal ? width : nil)
    let text = target.hasColor ? "\u{1B}[36m\(line)\u{1B}[0m" : line
    // To the beginning of the line, the text, and nothing of the older one after it.
    return target.isTerminal ? "\r\(text)\u{1B}[K" : text + "\n"
  }

  /// Returns what to write before anything else is written to the same place.
  public mutating func interruption() -> String {
    guard target.isTerminal, lastTime != nil else { return "" }
    lastTime = nil
    return "\r\u{1B}[K"
  }
}

/// Returns seconds as in `2h05m`, `3m07s` or `9s`.
func duration(_ seconds: Double) -> String {
  guard seconds.isFinite, let whole = Int(exactly: seconds.rounded(.up)), whole >= 0 else {
    return "?"
  }
  if whole >= 3600 { return "\(whole / 3600)h\(twoDigits(whole % 3600 / 60))m" }
  return whole >= 60 ? "\(whole / 60)m\(twoDigits(whole % 60))s" : "\(whole)s"
}

/// Returns how many columns a text takes, counting wide characters twice.
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
