import Optimizers
import Records

/// Why nothing can be done with a run.
public enum RunError: ExplainedError {
  /// There is no run.
  case noRun(path: String)
  /// A run has nothing to read.
  case noCheckpoint(run: String)
  /// A checkpoint is of another model.
  case otherModel(path: String, reason: String)
  /// Training, or what else is asked for, would not fit in memory.
  case tooLarge(MemoryPrediction, available: Int)

  /// What is wrong, in a sentence for the person at the terminal.
  public var description: String {
    switch self {
    case .noRun(let path):
      "\(path.printable): expected the folder of a run with a config.toml, found none;"
        + " check the path, or begin a run with orrery train"
    case .noCheckpoint(let run):
      "\(run.printable)/ckpt: expected a checkpoint, found none yet; train the run first"
    case .otherModel(let path, let reason):
      "\(path): expected a checkpoint of this model, found one of another: \(reason)".printable
        + "; take the settings of its config.toml, or another run"
    case .tooLarge(let memory, let available):
      "memory: expected a peak of at most \(available) bytes, which are available, found a predicted"
        + " one of \(memory.total)"
        + (memory.replay > 0 ? " with a replay of \(memory.replay)" : "") + "; \(memory.remedy)"
    }
  }

  /// What the program should end with.
  public var exitStatus: ExitStatus {
    switch self {
    case .noRun, .noCheckpoint: .missingInput
    case .otherModel, .tooLarge: .configuration
    }
  }
}

extension RunError {
  /// Reads what a checkpoint holds; says of what does not fit that it is of another model, and of what
  /// is not as it should be where it is.
  ///
  /// - Parameters:
  ///   - checkpoint: The checkpoint.
  ///   - path: The folder of its run.
  ///   - read: Reads it.
  /// - Returns: What was read.
  /// - Throws: ``otherModel(path:reason:)`` for what does not fit, `DataError` for numbers that are
  ///   not finite, and what else `read` throws.
  static func explainingFaults<Value>(
    of checkpoint: Checkpoint, in path: String, _ read: () throws -> Value
  ) throws -> Value {
    let place = CheckpointStore(run: path).path(ofStep: checkpoint.step)
    do {
      return try read()
    } catch LoadingError.nonfinite(let name, let element) {
      throw DataError(
        file: place, offset: 0, what: "tensor '\(name)'", expected: "finite numbers",
        found: "another at element \(element)")
    } catch let error as LoadingError {
      throw RunError.otherModel(path: path, reason: error.fact)
    } catch let error as OptimizerStateError {
      throw RunError.otherModel(path: path, reason: "\(error)")
    } catch let error as DataError where error.file == nil {
      throw error.inFile(place)
    }
  }
}
