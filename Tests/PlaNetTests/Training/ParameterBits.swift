import Base
import Layers
import Optimizers
import PlaNet
import Records
import Tensors

/// All bits of a world model that an update may change.
struct ParameterBits: Equatable {
  var parameters: [[UInt64]]
  var moments: [String: [UInt64]]
  var stepCount: Int

  init(_ trainer: Trainer) {
    func bits(_ tensor: Tensor) -> [UInt64] { tensor.scalars.map { Double($0).bitPattern } }
    parameters = trainer.model.parameters.map { bits($0.parameter.value) }
    let state = trainer.optimizer.state
    moments = state.tensors.mapValues(bits)
    stepCount = state.stepCount
  }
}

extension [Tensor] {
  /// Sets one element of one tensor, both by chance.
  mutating func spoil(with value: Scalar, using generator: inout SeededGenerator) {
    let index = generator.nextInteger(below: count)
    var scalars = self[index].scalars
    scalars[generator.nextInteger(below: scalars.count)] = value
    self[index] = Tensor(scalars, shape: self[index].shape)
  }
}

extension Trainer {
  /// Makes all rewards that the model predicts NaN.
  func spoilRewards() {
    for (path, parameter) in model.parameters where path.hasPrefix("reward") {
      parameter.value = Tensor(repeating: .nan, shape: parameter.value.shape)
    }
  }
}

extension SmallRun {
  /// Whether all numbers of the newest checkpoint's model and optimizer are finite.
  var isFinite: Bool {
    get throws {
      try ["model", "optim"].allSatisfy { part in
        let tensors = try checkpoint?.parts[part]?.tensors
        return tensors?.values.allSatisfy { stored in
          stored.tensor?.scalars.allSatisfy(\.isFinite) ?? true
        } ?? false
      }
    }
  }
}
