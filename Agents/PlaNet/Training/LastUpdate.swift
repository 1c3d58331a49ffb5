import Records
import Replay

/// The data of the last update, which is kept in a file if training diverges.
struct LastUpdate {
  /// The sequences.
  let batch: Batch
  /// The terms of the loss and the norm of the gradient, by name.
  var statistics: [String: Double]
}

extension RunRecorder {
  /// Saves the batch at which training diverged, with its statistics and the counts of the run.
  func dump(_ update: LastUpdate?, at state: TrainingState) throws {
    guard let update else { return }
    var facts = update.statistics.mapValues { "\($0)" }
    facts["update"] = "\(state.updates)"
    for (name, path) in TrainingState.measuredCounts {
      facts["count/\(name)"] = "\(state[keyPath: path])"
    }
    let batch = update.batch
    let file = Safetensors(
      [
        "observations": StoredTensor(batch.observations), "actions": StoredTensor(batch.actions),
        "rewards": StoredTensor(batch.rewards),
      ], metadata: facts)
    try file.write(to: "\(run.path)/diverged.safetensors")
  }
}
