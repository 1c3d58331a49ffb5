import Foundation
import Glibc
import PlaNet
import Records

/// Tells a person, or a program, how training goes: measurements on standard output, all else on
/// standard error.
final class TrainingConsole {
  private let json: Bool
  private var progress: ProgressWriter
  private let start = ContinuousClock.now
  private var notes: [String] = []
  /// Whether what stands last on standard output is a part of a line.
  private var isTorn = false

  /// Creates a console that has told nothing.
  ///
  /// - Parameters:
  ///   - json: Whether measurements are JSON.
  ///   - isPlain: Whether there are to be no colours, whatever the environment says.
  init(json: Bool, isPlain: Bool) {
    self.json = json
    var target = ProgressWriter.Target.standardError
    if isPlain { target.hasColor = false }
    progress = ProgressWriter(target)
  }

  /// Tells what a trainer reports.
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

  /// Tells something.
  func tell(_ message: String) {
    write(progress.interruption() + message.printableLines + "\n", to: .standardError)
  }

  /// Tells something that the run's log is to have as well, once it is certain that the run goes on.
  func note(_ message: String) {
    tell(message)
    notes.append(message)
  }

  /// Does something, and notes an error, which the program tells as it ends, on a line of its own.
  func noting<Result>(_ work: () throws -> Result) rethrows -> Result {
    do {
      return try work()
    } catch {
      write(progress.interruption(), to: .standardError)
      notes.append("\(error)")
      throw error
    }
  }

  /// Writes what was noted to the log of a run.
  func keepNotes(in directory: RunDirectory) {
    for note in notes {
      // A log that cannot be written must not end a run; the message was told anyway.
      try? directory.log(note)
    }
    notes = []
  }

  /// Tells how much memory training is going to take.
  func announce(_ memory: MemoryPrediction, of available: Int?) {
    let whole = available.map { " of \(gigabyteText($0)) available" } ?? ""
    tell(
      "memory: predicted peak \(gigabyteText(memory.total))\(whole),"
        + " replay \(gigabyteText(memory.replay))")
  }

  /// Tells how training ended, and how it goes on.
  func end(_ outcome: Trainer.Outcome, path: String, isOverwriting: Bool) {
    let command = "the same command\(isOverwriting ? " without --overwrite" : "")"
    switch outcome {
    case .finished: note("finished: \(path)")
    case .stopped: note("saved; \(command) goes on: \(path)")
    case .timeIsUp:
      note("saved, as the time is up; \(command) with more --minutes goes on: \(path)")
    }
  }

  /// The most important measurements in a line.
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
    // A reader that has read enough does not end the training.
    try? file.write(contentsOf: Data(text.utf8))
  }

  /// Writes a line to standard output, as far as it can be written before a signal asks for an end.
  ///
  /// What a full disk cut off stays a line of its own.
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

  /// Waits until standard output takes a line, and returns whether it does.
  ///
  /// A reader that is slow holds training up, but not its end.
  private func waitForReader() -> Bool {
    var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    while !StopSignals.isStopRequested {
      // A signal may come just before the call, and not cut it short.
      if poll(&output, 1, 100) > 0 { return true }
    }
    return poll(&output, 1, 0) > 0
  }
}
