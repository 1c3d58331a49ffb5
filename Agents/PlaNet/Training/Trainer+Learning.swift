import Base
import Layers
import Optimizers
import Records
import Replay
import Tensors

extension Trainer {
  /// How many gradients in a row may be skipped before parameters go back to the last good ones.
  private static let mostFailures = 5
  /// How often in a row parameters may go back before training ends.
  private static let mostRestorations = 3
  /// The number of updates after which going back once more is a new beginning.
  private static let restorationMemory = 1000

  /// The number of updates that belong to the last episode.
  private var targetUpdates: Int {
    let trainer = configuration.trainer
    let isFirst = state.episodes == trainer.seedEpisodes && trainer.firstUpdates > 0
    return isFirst ? trainer.firstUpdates : trainer.updatesPerEpisode
  }

  /// Whether an evaluation follows the updates.
  private var isEvaluationDue: Bool {
    let interval = configuration.trainer.evaluationInterval
    guard interval > 0 else { return false }
    let planned = state.episodes - configuration.trainer.seedEpisodes
    return isComplete || (planned > 0 && planned.isMultiple(of: interval))
  }

  /// Does one update, or ends them.
  func learn() throws {
    guard state.phaseUpdates < targetUpdates else {
      if failuresInARow == 0 { try rememberOrReturn() }
      if isEvaluationDue {
        state.phase = .evaluating
      } else {
        endIteration()
      }
      return
    }
    try time(.learning) { try update() }
    state.updates += 1
    state.phaseUpdates += 1
    state.clock += 1
  }

  private func update() throws {
    let (gradients, start) = try batchGradients()
    let report = optimizer.step(gradients)
    let isApplied = report.isApplied && learnBehavior(from: start)
    guard !isApplied else {
      failuresInARow = 0
      tally.add(report.gradientNorm, to: "gradient_norm")
      return
    }
    state.skippedUpdates += 1
    failuresInARow += 1
    recorder.warn(
      report.isApplied
        ? "update \(state.updates) left the policy or the value as it was: its gradient is not finite"
        : "update \(state.updates) was skipped: its gradient is not finite")
    guard failuresInARow >= Self.mostFailures else { return }
    failuresInARow = 0
    try returnToGoodState()
  }

  /// Remembers the parameters as good ones, unless a step has left one that is not finite.
  private func rememberOrReturn() throws {
    let current = GoodState(model, optimizer, behaviorLearner)
    guard current.isFinite else {
      recorder.warn("an update before \(state.updates) left a parameter that is not finite")
      return try returnToGoodState()
    }
    goodState = current
  }

  private func returnToGoodState() throws {
    let isRecent = state.updates - state.lastRestoration < Self.restorationMemory
    state.recentRestorations = isRecent ? state.recentRestorations + 1 : 1
    state.lastRestoration = state.updates
    state.restorations += 1
    try goodState.restore()
    recorder.warn("parameters went back to the last good ones")
    if state.recentRestorations >= Self.mostRestorations {
      // Whoever goes on with the run has as many chances again.
      state.recentRestorations = 0
      do {
        try recorder.dump(batch: lastBatch, at: state)
      } catch {
        recorder.warn("cannot keep the batch: \(error)")
      }
      try saveOrThrow()
      throw TrainingError.gradientsDiverged(
        updates: state.updates, restorations: state.restorations)
    }
  }

  /// Updates the policy and the value, if there are any.
  ///
  /// - Returns: Whether the gradients were finite.
  private func learnBehavior(from start: Belief?) -> Bool {
    guard let behaviorLearner, let start else { return true }
    let report = behaviorLearner.update(from: start, in: model, using: &generators.learning)
    tally.add(report.meanReturn, to: "behavior/return")
    tally.add(report.entropy, to: "behavior/entropy")
    tally.add(report.valueError, to: "loss/value")
    return report.isApplied
  }

  /// Returns the gradients of a new batch's loss and states to imagine from, after adding the
  /// loss's terms to the tally.
  ///
  /// The pass ends here, so that the optimizer may change parameters in place.
  private func batchGradients() throws -> (gradients: [Tensor], start: Belief?) {
    let trainer = configuration.trainer
    let batch = replay.sample(
      batch: trainer.batchSize, length: trainer.sequenceLength, scaling: agent.eye.scaling,
      using: &generators.learning)
    guard let batch else {
      throw TrainingError.episodesTooShort(
        sequenceLength: trainer.sequenceLength,
        longest: 1 + (replay.files.map(\.length).max() ?? 0))
    }
    lastBatch = batch
    var loss = configuration.loss
    loss.weightScale *= Scalar(weightAnnealing(state.updates))
    var pass = ForwardPass.training(using: generators.learning.split())
    let terms = model.loss(of: batch, loss, decisionCount: state.decisions, in: &pass)
    add(terms)
    tally.add(Double(batch.rewards.count), to: "learning/observations")
    var gradients = pass.gradients(of: terms.total, for: parameters)
    alterGradients?(state.updates, &gradients)
    let start = behaviorLearner?.starts(among: terms.beliefs, using: &generators.learning)
    return (gradients, start)
  }

  private func add(_ terms: LossTerms) {
    tally.add(Double(terms.total.scalar), to: "loss/total")
    tally.add(Double(terms.observation.scalar), to: "loss/observation")
    tally.add(Double(terms.reward.scalar), to: "loss/reward")
    tally.add(Double(terms.stateDivergence.scalar), to: "state_kl")
    if let overshooting = terms.overshooting {
      tally.add(Double(overshooting.scalar), to: "loss/overshooting")
    }
  }

  /// What the weight divergence's weight is multiplied by after so many updates.
  private func weightAnnealing(_ updates: Int) -> Double {
    let duration = configuration.loss.weightAnnealingUpdates
    return duration == 0 ? 1 : Schedule.linear(from: 0, to: 1, over: duration)(updates)
  }
}
