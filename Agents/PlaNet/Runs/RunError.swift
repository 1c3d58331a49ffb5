import Optimizers
import Records

/// The reason that a run cannot be used.
public enum RunError: ExplainedError {
  /// There is no run.
  case noRun(path: String)
  /// A run contains nothing to read.
  case noCheckpoint(run: String)
  /// A checkpoint is of another model.
  case otherModel(path: String, reason: String)
  /// Training, or other requested work, would not fit in memory.
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
  /// Reads the contents of a checkpoint, and turns mismatches into errors about another model and
  /// faults in the data into errors that name their place.
  ///
  /// - Parameters:
  ///   - checkpoint: The checkpoint.
  ///   - path: The folder of its run.
  ///   - read: Reads the contents.
  /// - Returns: The contents.
  /// - Throws: ``otherModel(path:reason:)`` for a mismatch, `DataError` for numbers that are not
  ///   finite, and any other error of `read`.
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
