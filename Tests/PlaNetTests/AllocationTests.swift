import Base
import Layers
import Optimizers
import PlaNet
import Planning
import Replay
import Tensors
import TestSupport
import Testing

/// What an agent does again and again takes no memory from the system once it has what it needs.
///
/// In processes of their own, since other tests take from the same pool of memory meanwhile.
/// Double precision is for gradient checks, and not pooled as far.
@Suite(.enabled(if: Scalar.self == Float.self)) struct AllocationTests {
  /// A model whose tensors are larger than what counts as a large block.
  static func model(using generator: inout SeededGenerator) -> WorldModel {
    var configuration = WorldModelConfiguration()
    configuration.imageSide = 32
    configuration.convolutionDepth = 8
    configuration.rewardHiddenSizes = [200, 200]
    return WorldModel(
      configuration, observation: .frames, actionSize: 6, using: &generator)
  }

  /// Stops unless, within ten tries, `body` twice in a row takes no block of more than 64 KiB and none
  /// for a tensor.
  ///
  /// Threads that waited for each other at first may work at once later, which takes memory once more.
  static func requireNoAllocations(_ body: () -> Void) {
    var found: [(large: Int, blocks: Int)] = []
    repeat {
      let before = StoragePool.shared.statistics.systemAllocations
      let large = largeAllocationCount(in: body)
      found.append((large, StoragePool.shared.statistics.systemAllocations - before))
      if found.count > 1, found.suffix(2).allSatisfy({ $0 == (0, 0) }) { return }
    } while found.count < 10
    require(false, "large allocations, and blocks for tensors, from the system: \(found)")
  }

  @Test(arguments: [Search.crossEntropy, .improved, .pathIntegral], [false, true])
  func planningTakesNothingFromTheSystem(search: Search, isGuided: Bool) async {
    await #expect(processExitsWith: .success) { [search, isGuided] in
      var generator = SeededGenerator(seed: 1)
      let model = AllocationTests.model(using: &generator)
      let behavior = Behavior(
        model.configuration, BehaviorConfiguration(), actionSize: 6, using: &generator)
      let belief = model.dynamics.initialBelief(batchSize: 1)
      var planner = search.planner
      func plans(_ count: Int) {
        for _ in 0..<count {
          var imagination = Imagination(
            model, from: belief, weights: .sampled, weightDrawCount: 2,
            guidedBy: isGuided ? behavior : nil, using: &generator)
          planner.proposals = imagination.proposals(24, horizon: 6)
          _ = planner.plan(using: &generator) { imagination.score($0) }
        }
      }
      plans(4)
      AllocationTests.requireNoAllocations { plans(4) }
    }
  }

  @Test func aTrainingStepTakesNothingFromTheSystem() async {
    await #expect(processExitsWith: .success) {
      var generator = SeededGenerator(seed: 2)
      let model = AllocationTests.model(using: &generator)
      let optimizer = Optimizer(model.parameters)
      let batch = Batch(
        observations: Tensor(uniform: [6, 8, 32, 32, 3], in: -0.5..<0.5, using: &generator),
        actions: Tensor(uniform: [6, 8, 6], in: -1..<1, using: &generator),
        rewards: Tensor(uniform: [6, 8], using: &generator))
      func steps(_ count: Int) {
        for _ in 0..<count {
          var pass = ForwardPass.training(using: generator.split())
          let loss = model.loss(of: batch, LossConfiguration(), decisionCount: 1000, in: &pass)
          optimizer.step(pass.gradients(of: loss.total, for: optimizer.parameters))
        }
      }
      steps(4)
      AllocationTests.requireNoAllocations { steps(4) }
    }
  }
}

/// The planners, by name, for a process of their own.
enum Search: String, Codable, Sendable {
  case crossEntropy, improved, pathIntegral

  var planner: any Planner {
    let sequences = ActionSequences(horizon: 6, actionSize: 6)
    switch self {
    case .crossEntropy: return CrossEntropyMethod(sequences)
    case .improved: return ImprovedCrossEntropyMethod(sequences)
    case .pathIntegral: return PathIntegral(sequences)
    }
  }
}
