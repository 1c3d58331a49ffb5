import Foundation
import Glibc
import PlaNet
import Records

/// Reports the progress of training to people or programs: measurements on standard output, all
/// else on standard error.
final class TrainingConsole {
  private let json: Bool
  private var progress: ProgressWriter
  private let start = ContinuousClock.now
  private var notes: [String] = []
  /// Whether standard output ends with part of a line.
  private var isTorn = false

  /// Creates a console that has reported nothing.
  ///
  /// - Parameters:
  ///   - json: Whether measurements are JSON.
  ///   - isPlain: Whether to use no colours, whatever the environment says.
  init(json: Bool, isPlain: Bool) {
    self.json = json
    var target = ProgressWriter.Target.standardError
    if isPlain { target.hasColor = false }
    progress = ProgressWriter(target)
  }

  /// Prints a trainer's report.
  func report(_ report: TrainingReport) {
    switch report {
    case .metrics(let step, let wallTime, let values):
      write(progress.interruption(), to: .standardError)
      if json {
        for line in MetricsLog.lines(step: step, wallTime: wallTime, values) { print(line) }
      } else {
        print(Array((summary(step, values) + "\n").utf8))
      }
    case .progress(let state):
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      let width = TerminalSize(of: STDERR_FILENO).columns
      write(progress.text(for: state, at: seconds, width: width), to: .standardError)
    case .warning(let message): tell(message)
    case .saved(let path): tell("saved, and going on: \(path)")
    }
  }

  /// Prints a message.
  func tell(_ message: String) {
    write(progress.interruption() + message.printableLines + "\n", to: .standardError)
  }

  /// Prints a message that also belongs in the run's log, once it is certain that the run
  /// continues.
  func note(_ message: String) {
    tell(message)
    notes.append(message)
  }

  /// Does some work; an error, which the program reports as it ends, is noted, on a line of its own.
  func noting<Result>(_ work: () throws -> Result) rethrows -> Result {
    do {
      return try work()
    } catch {
      write(progress.interruption(), to: .standardError)
      notes.append("\(error)")
      throw error
    }
  }

  /// Writes the noted messages to the log of a run.
  func keepNotes(in directory: RunDirectory) {
    for note in notes {
      // A log that cannot be written must not end a run; the message was printed anyway.
      try? directory.log(note)
    }
    notes = []
  }

  /// Reports the predicted memory of training.
  func announce(_ memory: MemoryPrediction, of available: Int?) {
    let whole = available.map { " of \(gigabyteText($0)) available" } ?? ""
    tell(
      "memory: predicted peak \(gigabyteText(memory.total))\(whole),"
        + " replay \(gigabyteText(memory.replay))")
  }

  /// Reports how training ended, and how to resume it.
  func end(_ outcome: Trainer.Outcome, path: String, isOverwriting: Bool) {
    let command = "the same command\(isOverwriting ? " without --overwrite" : "")"
    switch outcome {
    case .finished: note("finished: \(path)")
    case .stopped: note("saved; \(command) goes on: \(path)")
    case .timeIsUp:
      note("saved, as the time is up; \(command) with more --minutes goes on: \(path)")
    }
  }

  /// Returns the most important measurements as one line.
  private func summary(_ step: Int, _ values: [String: MetricValue]) -> String {
    func number(_ name: String, _ format: String) -> String? {
      guard case .number(let value)? = values[name] else { return nil }
      return String(format: format, value)
    }
    let parts = [
      "step \(step)", number("episode/score", "score %.1f"),
      number("evaluation/score", "evaluation %.1f"),
      number("planner/predicted_return", "predicted %.2f"),
      number("loss/observation", "observation loss %.2f"),
      number("loss/reward", "reward loss %.4f"), number("state_kl", "state KL %.2f"),
      number("weight_kl", "weight KL %.0f"), number("time/learning", "learning %.1f s"),
      number("time/planning", "planning %.1f s"), number("time/training_total", "in all %.0f s"),
    ]
    return parts.compactMap { $0 }.joined(separator: "  ")
  }

  private func write(_ text: String, to file: FileHandle) {
    guard !text.isEmpty else { return }
    // A closed pipe does not end the training.
    try? file.write(contentsOf: Data(text.utf8))
  }

  /// Writes a line to standard output, as far as possible before a signal asks the program to stop.
  ///
  /// A line that a full disk cut off remains a separate line.
  private func print(_ line: [UInt8]) {
    guard waitForReader() else { return }
    var rest = ((isTorn ? [UInt8(ascii: "\n")] : []) + line)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
      isTorn = !rest.isEmpty
    }
  }

  /// Waits until standard output accepts a line, and returns whether it does.
  ///
  /// A slow reader delays training, but not its end.
  private func waitForReader() -> Bool {
    var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    while !StopSignals.isStopRequested {
      // A signal just before the call does not interrupt it.
      if poll(&output, 1, 100) > 0 { return true }
    }
    return poll(&output, 1, 0) > 0
  }
}
