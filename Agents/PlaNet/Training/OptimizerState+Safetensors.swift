import Optimizers
import Records
import Tensors

/// The state of an optimizer in a checkpoint: moments by name, with a slash in each name, and
/// counts.
extension OptimizerState {
  /// Returns the tensors of a checkpoint's file.
  ///
  /// - Parameters:
  ///   - place: The prefix of the names of counts.
  ///   - momentPlace: The prefix of the names of moments.
  /// - Returns: The tensors by name.
  func stored(at place: String = "", moments momentPlace: String = "") -> [String: StoredTensor] {
    var stored = [
      "\(place)step_count": StoredTensor(integers: [Int64(stepCount)], shape: []),
      "\(place)skipped_count": StoredTensor(integers: [Int64(skippedCount)], shape: []),
    ]
    for (name, tensor) in tensors { stored["\(momentPlace)\(name)"] = StoredTensor(tensor) }
    return stored
  }

  /// Reads the tensors that ``stored(at:moments:)`` has put into a checkpoint's file.
  ///
  /// - Throws: `DataError` if a count is missing; the optimizer checks which moments it needs.
  init(
    _ file: Safetensors, at place: String = "", moments momentPlace: String = ""
  ) throws(DataError) {
    var tensors: [String: Tensor] = [:]
    for (name, stored) in file.tensors where name.hasPrefix(momentPlace) {
      let name = String(name.dropFirst(momentPlace.count))
      if name.contains("/") { tensors[name] = stored.tensor }
    }
    self.init(
      stepCount: try file.integer("\(place)step_count"),
      skippedCount: try file.integer("\(place)skipped_count"), tensors: tensors)
  }
}
