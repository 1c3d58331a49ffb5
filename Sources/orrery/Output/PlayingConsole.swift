import Records

/// Reports on standard error which episode a command is playing: each of them on a terminal,
/// elsewhere at most one in ten seconds.
struct PlayingConsole {
  private let target = ProgressWriter.Target.standardError
  private var lastTime: ContinuousClock.Instant?

  /// Reports that an episode begins, unless it is too early for another line.
  mutating func begin(_ number: Int, of count: Int) {
    let time = ContinuousClock.now
    let interval = Duration.seconds(ProgressWriter.plainInterval)
    if !target.isTerminal, let lastTime, time - lastTime < interval { return }
    lastTime = time
    Console.tell(count == 1 ? "playing an episode" : "playing episode \(number) of \(count)")
  }
}
