import Layers
import Optimizers
import Records
import Tensors

/// Parameters and moments that were usable when training last checked.
struct GoodState {
  /// The parameters of one optimizer, with their remembered values and moments.
  private struct Part {
    let name: String
    let parameters: [(path: String, parameter: Parameter)]
    let optimizer: Optimizer
    var values: [Tensor]
    var moments: OptimizerState
  }

  private var parts: [Part] = []

  /// Remembers the current values, which cost memory only once they change.
  init(_ model: WorldModel, _ optimizer: Optimizer, _ learner: BehaviorLearner?) {
    add("model", model.parameters, optimizer)
    guard let learner else { return }
    add("policy", learner.behavior.policyParameters, learner.policyOptimizer)
    add("value", learner.behavior.valueParameters, learner.valueOptimizer)
  }

  private mutating func add(
    _ name: String, _ parameters: [(path: String, parameter: Parameter)], _ optimizer: Optimizer
  ) {
    parts.append(
      Part(
        name: name, parameters: parameters, optimizer: optimizer,
        values: parameters.map(\.parameter.value), moments: optimizer.state))
  }

  /// The first part with a parameter that is too large or a moment that is not finite, or `nil`.
  var unusablePart: TrainingError.Part? {
    let unusable = parts.first { part in
      !part.values.allSatisfy(\.isUsable)
        || !part.moments.tensors.values.allSatisfy(\.sumOfSquares.isFinite)
    }
    return unusable.map { $0.name == "model" ? .worldModel : .behavior }
  }

  /// Returns to the remembered values.
  func restore() throws {
    for part in parts {
      for ((_, parameter), value) in zip(part.parameters, part.values) { parameter.value = value }
      try part.optimizer.restore(part.moments)
    }
  }

  /// The contents of a checkpoint's file.
  var stored: Safetensors {
    var tensors: [String: StoredTensor] = [:]
    for part in parts {
      for ((path, _), value) in zip(part.parameters, part.values) {
        tensors["\(part.name)/parameter/\(path)"] = StoredTensor(value)
      }
      let moments = part.moments.stored(at: "\(part.name)/", moments: "\(part.name)/moment/")
      tensors.merge(moments) { $1 }
    }
    return Safetensors(tensors)
  }

  /// Returns the parameters of a part in a checkpoint's file, by their paths.
  static func parameters(of part: String, in file: Safetensors) -> [String: StoredTensor] {
    let place = "\(part)/parameter/"
    var parameters: [String: StoredTensor] = [:]
    for (name, tensor) in file.tensors where name.hasPrefix(place) {
      parameters[String(name.dropFirst(place.count))] = tensor
    }
    return parameters
  }

  /// Remembers the contents of a checkpoint's file instead.
  ///
  /// - Throws: `DataError` or `OptimizerStateError` for the first tensor that does not fit.
  mutating func adopt(_ file: Safetensors) throws {
    for index in parts.indices {
      let name = parts[index].name
      parts[index].values = try parts[index].parameters.map { path, parameter in
        try file.tensor("\(name)/parameter/\(path)", shape: parameter.value.shape)
      }
      let moments = try OptimizerState(file, at: "\(name)/", moments: "\(name)/moment/")
      try parts[index].optimizer.check(moments)
      parts[index].moments = moments
    }
  }
}

extension Tensor {
  /// Whether parameters with these values are usable.
  ///
  /// Their squares must be finite in single precision, because larger ones sooner or later make
  /// states and losses infinite.
  fileprivate var isUsable: Bool { sumOfSquares <= Double(Float.greatestFiniteMagnitude) }
}

extension Safetensors {
  /// Whether the parameters in this file are usable.
  var isUsable: Bool { tensors.values.allSatisfy { $0.tensor?.isUsable ?? true } }
}
