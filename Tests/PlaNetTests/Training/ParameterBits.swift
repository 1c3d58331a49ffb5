import Base
import Layers
import Optimizers
import PlaNet
import Records
import Tensors

/// All bits that an update may change: of the world model, the policy and the value.
struct ParameterBits: Equatable {
  var parameters: [[UInt64]]
  var moments: [[String: [UInt64]]]
  var stepCounts: [Int]

  init(_ trainer: Trainer) {
    var optimizers = [trainer.optimizer]
    parameters = Self.bits(of: trainer.model)
    if let learner = trainer.behaviorLearner {
      parameters += Self.bits(of: learner.behavior)
      optimizers += [learner.policyOptimizer, learner.valueOptimizer]
    }
    moments = optimizers.map { $0.state.tensors.mapValues { Self.bits(of: $0) } }
    stepCounts = optimizers.map(\.stepCount)
  }

  static func bits(of module: some Module) -> [[UInt64]] {
    module.parameters.map { bits(of: $0.parameter.value) }
  }

  private static func bits(of tensor: Tensor) -> [UInt64] {
    tensor.scalars.map { Double($0).bitPattern }
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

  /// Makes all that the value says NaN.
  func spoilValue() {
    for (_, parameter) in behaviorLearner?.behavior.valueParameters ?? [] {
      parameter.value = Tensor(repeating: .nan, shape: parameter.value.shape)
    }
  }
}

extension SmallRun {
  /// Whether all numbers of the newest checkpoint's parameters and optimizers are finite.
  var isFinite: Bool {
    get throws {
      let names = ["model", "optim", "behavior", "policy_optim", "value_optim"]
      guard let parts = try checkpoint?.parts else { return false }
      return parts.filter { names.contains($0.key) }.values.allSatisfy { part in
        part.tensors.values.allSatisfy { $0.tensor?.scalars.allSatisfy(\.isFinite) ?? true }
      }
    }
  }
}
