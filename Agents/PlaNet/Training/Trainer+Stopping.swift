import Glibc
import Records

extension Trainer {
  /// Begins a piece of work, and lets a signal tell how long a stop is going to take.
  func beginPiece(of work: StopBudget.Work) {
    stopBudget.begin(work, at: now(CLOCK_MONOTONIC))
    StopSignals.expectedSeconds = stopBudget.seconds
  }
}

extension TrainingState.Phase {
  /// The kind of work that a phase begins with.
  var work: StopBudget.Work {
    switch self {
    case .collecting: .collecting
    case .learning: .learning
    case .evaluating, .finished: .evaluating
    }
  }
}
