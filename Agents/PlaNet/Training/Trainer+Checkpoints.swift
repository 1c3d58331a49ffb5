import Base
import Control
import Glibc
import Optimizers
import Records
import Replay
import Tensors

extension Trainer {
  /// Saves a checkpoint if a signal has requested one, and reports that it is safe.
  func saveIfAsked() {
    guard StopSignals.takeSaveRequest(), let path = save() else { return }
    recorder.announce(savedAt: path)
  }

  /// Saves a checkpoint if the last one is old enough.
  func saveIfDue() {
    let time = now(CLOCK_MONOTONIC)
    if let lastSave, time - lastSave < configuration.trainer.checkpointSeconds { return }
    save()
  }

  /// Saves a checkpoint; a failure is reported, and training continues.
  ///
  /// - Returns: The path, or `nil` if it could not be saved.
  @discardableResult
  package func save() -> String? {
    do {
      return try saveOrThrow()
    } catch {
      recorder.warn("cannot save a checkpoint: \(error); the one before is intact")
      return nil
    }
  }

  /// Saves whatever would be lost.
  func saveFinally() throws {
    do {
      try saveOrThrow()
    } catch let error as FileError {
      throw TrainingError.cannotSave(error)
    }
  }

  /// Saves a checkpoint, and returns its path.
  @discardableResult
  func saveOrThrow() throws -> String {
    let secondsBefore = stopwatch.seconds[.recording, default: 0]
    let report = try time(.recording) {
      recorder.synchronize()
      try replay.writeMissingFiles()
      return try store.save(checkpoint())
    }
    stopBudget.noteSave(of: stopwatch.seconds[.recording, default: 0] - secondsBefore)
    for warning in report.warnings { recorder.warn(warning) }
    lastSave = now(CLOCK_MONOTONIC)
    return report.path
  }

  /// Returns everything that the run needs to continue.
  func checkpoint() -> Checkpoint {
    var checkpoint = Checkpoint(
      step: state.clock, producer: programVersion,
      configurationDigest: recorder.configurationDigest, episodes: replay.files,
      arithmetic: Backend.current.arithmetic)
    checkpoint.parts["model"] = model.safetensors
    checkpoint.parts["optim"] = Safetensors(optimizer.state.stored())
    if let behaviorLearner {
      checkpoint.parts["behavior"] = behaviorLearner.behavior.safetensors
      checkpoint.parts["policy_optim"] = Safetensors(behaviorLearner.policyOptimizer.state.stored())
      checkpoint.parts["value_optim"] = Safetensors(behaviorLearner.valueOptimizer.state.stored())
    }
    checkpoint.parts["agent"] = storedAgent()
    checkpoint.parts["time"] = storedTime()
    // In other phases the parameters themselves are the last good ones, but they may not have been
    // planned with yet.
    if state.phase == .learning {
      checkpoint.parts["good"] = goodState.stored
    } else {
      checkpoint.parts["trusted"] = trustedState?.stored
    }
    for (name, path) in TrainingGenerators.names {
      checkpoint.generators[name] = generators[keyPath: path]
    }
    checkpoint.generators["open_episode"] = open?.start
    return checkpoint
  }

  private func storedAgent() -> Safetensors {
    let divergence = state.divergence
    var tensors = [
      "phase": StoredTensor(integers: [state.phase.rawValue], shape: []),
      "failures_in_a_row": StoredTensor(integers: [Int64(divergence.failures)], shape: []),
      "fallbacks_in_a_row": StoredTensor(integers: [Int64(divergence.fallbacks)], shape: []),
      "drops_in_a_row": StoredTensor(integers: [Int64(divergence.drops)], shape: []),
      "action_repeat": StoredTensor(integers: [Int64(actionRepeat)], shape: []),
      "belief/deterministic": StoredTensor(agent.memory.belief.deterministic),
      "belief/stochastic": StoredTensor(agent.memory.belief.stochastic),
      "action": StoredTensor(Tensor(agent.memory.action, shape: [agent.memory.action.count])),
    ]
    for (name, path) in TrainingState.counts {
      tensors["count/\(name)"] = StoredTensor(integers: [Int64(state[keyPath: path])], shape: [])
    }
    for (name, tensor) in agent.memory.planner {
      tensors["planner/\(name)"] = StoredTensor(tensor)
    }
    for (name, entry) in tally.entries {
      tensors["tally/\(name)"] = StoredTensor(
        unsignedIntegers: [entry.sum.bitPattern, entry.count.bitPattern], shape: [2])
    }
    if let open {
      tensors["open_episode/actions"] = StoredTensor(
        Tensor(
          open.actions.map { Scalar($0) }, shape: [open.length, pristine.actionSize]))
    }
    return Safetensors(tensors)
  }

  private func storedTime() -> Safetensors {
    func stored(_ seconds: Double) -> StoredTensor {
      StoredTensor(unsignedIntegers: [seconds.bitPattern], shape: [])
    }
    var tensors: [String: StoredTensor] = [:]
    for part in Stopwatch.Part.allCases {
      tensors[part.rawValue] = stored(stopwatch.seconds[part, default: 0])
      tensors["recorded/\(part.rawValue)"] = stored(recorder.lastTimes.seconds[part, default: 0])
    }
    tensors["processor"] = stored(stopwatch.processorSeconds)
    return Safetensors(tensors)
  }
}
