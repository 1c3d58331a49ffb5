import Base
import Layers
import Optimizers
import Records
import Replay
import Tensors

extension Trainer {
  /// The number of updates after the last episode.
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

  /// Does one update, or ends the updates.
  func learn() throws {
    guard state.phaseUpdates < targetUpdates else {
      try rememberOrReturn()
      return isEvaluationDue ? beginEvaluation() : endIteration()
    }
    try time(.learning) { try update() }
    state.updates += 1
    state.phaseUpdates += 1
    state.clock += 1
  }

  private func update() throws {
    guard let (part, problem) = try step() else {
      state.divergence.failures = 0
      return
    }
    state.skippedUpdates += 1
    let isTooMany = state.divergence.countFailure()
    recorder.warn("update \(state.updates) \(problem)")
    guard isTooMany else { return }
    try returnToGoodState(orThrow: divergence(of: part))
  }

  /// Takes a step with all optimizers.
  ///
  /// The policy and the value learn from what the world model imagines after its step, so they may
  /// be left unchanged although the world model has learned.
  ///
  /// - Returns: A description of what was not done and why, and the part that should have learned,
  ///   or `nil` if all was done.
  private func step() throws -> (part: TrainingError.Part, problem: String)? {
    let (loss, gradients, start) = try batchGradients()
    guard loss.isFinite else {
      return (TrainingError.Part.worldModel, "was skipped: its loss is not finite")
    }
    for (name, value) in lastUpdate?.statistics ?? [:] { tally.add(value, to: name) }
    let report = optimizer.step(gradients)
    lastUpdate?.statistics["gradient_norm"] = report.gradientNorm
    guard report.isApplied else {
      return (TrainingError.Part.worldModel, "was skipped: its gradient is not finite")
    }
    tally.add(report.gradientNorm, to: "gradient_norm")
    guard learnBehavior(from: start) else {
      let problem =
        "left the policy and the value as they were: a loss or a gradient of theirs is not finite"
      return (TrainingError.Part.behavior, problem)
    }
    return nil
  }

  private func divergence(of part: TrainingError.Part) -> TrainingError {
    .gradientsDiverged(part, updates: state.updates, restorations: state.restorations)
  }

  /// Ends the updates with good parameters: remembers the current ones, or returns to the last good
  /// ones if a step has left some that are unusable, or if this is unknown because the last
  /// gradients were not finite.
  private func rememberOrReturn() throws {
    let current = GoodState(model, optimizer, behaviorLearner)
    if let part = current.unusablePart {
      recorder.warn(
        "an update before \(state.updates) left a parameter or a moment that is not finite or too"
          + " large")
      state.divergence.failures = 0
      return try returnToGoodState(orThrow: divergence(of: part))
    }
    if state.divergence.failures > 0 {
      // A few nonfinite gradients are not yet a divergence, so this does not count towards the end.
      try goBack()
    } else {
      goodState = current
    }
  }

  /// Returns to the last good parameters, or ends training if that has not helped recently.
  ///
  /// - Parameter error: The error to throw after the last good state was saved.
  /// - Throws: The error, or one that prevents the state from being saved.
  func returnToGoodState(orThrow error: @autoclosure () -> TrainingError) throws {
    let isLast = state.divergence.countRestoration(afterUpdates: state.updates)
    try goBack()
    guard isLast else { return }
    do {
      try recorder.dump(lastUpdate, at: state)
    } catch {
      recorder.warn("cannot keep the batch: \(error)")
    }
    save()
    throw error()
  }

  private func goBack() throws {
    try goodState.restore()
    state.restorations += 1
    // Checkpoints saved under the previous count hold other parameters.
    state.clock += 1
    recorder.warn("parameters went back to the last good ones")
  }

  /// Updates the policy and the value, if they exist.
  ///
  /// - Returns: Whether they were updated, which requires finite losses and gradients.
  private func learnBehavior(from start: Belief?) -> Bool {
    guard let behaviorLearner, let start else { return true }
    let report = behaviorLearner.update(from: start, in: model, using: &generators.learning)
    guard report.isApplied else { return false }
    tally.add(report.meanReturn, to: "behavior/return")
    tally.add(report.entropy, to: "behavior/entropy")
    tally.add(report.valueError, to: "loss/value")
    return true
  }

  /// Returns the loss of a new batch, its gradients, and states to imagine from, and stores the
  /// batch and the terms of the loss as those of the last update.
  private func batchGradients() throws -> (
    loss: Scalar, gradients: [Tensor], start: Belief?
  ) {
    let trainer = configuration.trainer
    let batch = replay.sample(
      batch: trainer.batchSize, length: trainer.sequenceLength, scaling: agent.eye.scaling,
      using: &generators.learning)
    guard let batch else {
      throw TrainingError.episodesTooShort(
        sequenceLength: trainer.sequenceLength,
        longest: 1 + (replay.files.map(\.length).max() ?? 0))
    }
    var loss = configuration.loss
    loss.weightScale *= Scalar(weightAnnealing(state.updates))
    var pass = ForwardPass.training(using: generators.learning.split())
    let terms = model.loss(of: batch, loss, decisionCount: state.decisions, in: &pass)
    lastUpdate = LastUpdate(batch: batch, statistics: statistics(of: terms))
    tally.add(Double(batch.rewards.count), to: "learning/observations")
    var gradients = pass.gradients(of: terms.total, for: optimizer.parameters)
    alterGradients?(state.updates, &gradients)
    let start = behaviorLearner?.starts(among: terms.beliefs, using: &generators.learning)
    return (terms.total.scalar, gradients, start)
  }

  private func statistics(of terms: LossTerms) -> [String: Double] {
    var statistics = [
      "loss/total": terms.total, "loss/observation": terms.observation,
      "loss/reward": terms.reward, "state_kl": terms.stateDivergence,
    ].mapValues { Double($0.scalar) }
    statistics["loss/overshooting"] = terms.overshooting.map { Double($0.scalar) }
    return statistics
  }

  /// Returns the factor of the weight divergence's weight after a number of updates.
  private func weightAnnealing(_ updates: Int) -> Double {
    let duration = configuration.loss.weightAnnealingUpdates
    return duration == 0 ? 1 : Schedule.linear(from: 0, to: 1, over: duration)(updates)
  }
}
