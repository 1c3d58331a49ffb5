import Control
import Replay

extension Trainer {
  /// Evaluates the agent and measures its predictions, unless a signal asks to stop first; then
  /// both are repeated later.
  func evaluate() throws {
    var evaluation = Evaluation(keeping: configuration.monitor.episodes)
    var generator = generators.evaluation(afterEpisodes: state.episodes)
    var player = PlaNetAgent(
      model, guidedBy: behaviorLearner?.behavior, configuration, for: pristine)
    let count = configuration.trainer.evaluationEpisodes
    let isWhole = try time(.evaluation) {
      for number in 0..<count {
        let isPlayed = try evaluation.play(
          &player, in: pristine, using: &generator,
          shouldStop: {
            shouldLeaveOff(before: .evaluating, amid: "evaluation \(number + 1)/\(count)")
          })
        guard isPlayed else { return false }
      }
      return true
    }
    guard isWhole else { return }
    let monitor = time(.evaluation) {
      TrainingMonitor(of: self, on: evaluation.episodes) {
        shouldLeaveOff(before: $0, amid: "predictions")
      }
    }
    guard let monitor else { return }
    if let warning = evaluation.warning { recorder.warn(warning) }
    endIteration(evaluation, monitor)
  }

  /// Does what cannot wait for the end of an evaluation, and returns whether to stop the
  /// evaluation.
  ///
  /// A resumed run repeats the evaluation from the beginning.
  private func shouldLeaveOff(before work: StopBudget.Work, amid words: String) -> Bool {
    saveIfAsked()
    showProgress(amid: words)
    beginPiece(of: work)
    return shouldStop()
  }
}
