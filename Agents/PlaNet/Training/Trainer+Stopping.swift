import Glibc
import Records

extension Trainer {
  /// Begins a piece of work, and updates the duration of a stop that a signal would report.
  func beginPiece(of work: StopBudget.Work) {
    stopBudget.begin(work, at: now(CLOCK_MONOTONIC))
    StopSignals.expectedSeconds = stopBudget.seconds
  }
}

extension TrainingState.Phase {
  /// The kind of work with which a phase begins.
  var work: StopBudget.Work {
    switch self {
    case .collecting: .collecting
    case .learning: .learning
    case .evaluating, .finished: .evaluating
    }
  }
}
