import Base
import BayesianLayers
import Control
import Foundation
import Imaging
import Layers
import PlaNet
import Planning
import Records
import Tensors
import Testing

@Suite struct BitIdenticalResumeTests {
  /// A run that is small and that goes on.
  struct Variant: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let configuration: PlaNetConfiguration

    init(_ description: String, _ change: (inout PlaNetConfiguration) -> Void) {
      var configuration = SmallRun.configuration(episodes: 3, updates: 2)
      configuration.trainer.environmentSteps = 18
      configuration.trainer.sequenceLength = 5
      configuration.trainer.evaluationInterval = 2
      configuration.trainer.checkpointSeconds = 3600
      configuration.trainer.keptCheckpoints = 100
      // Two of them live on from one decision to the next.
      configuration.planner.elites = 8
      change(&configuration)
      (testDescription, self.configuration) = (description, configuration)
    }
  }

  /// Together they have all that draws numbers, and all that planners and models remember.
  static let variants: [Variant] = [
    Variant("vectors") { _ in },
    Variant("categorical") { $0.model.latent = .categorical },
    Variant("stochastic") { $0.model.dynamics = .stochastic },
    Variant("deterministic") { $0.model.dynamics = .deterministic },
    Variant("flipout, CEM, careful draws") {
      ($0.model.transition, $0.model.cell) = (.flipout, .flipout)
      ($0.model.posterior, $0.model.decoder) = (.flipout, .flipout)
      $0.planner.method = .crossEntropy
      ($0.planner.weights, $0.planner.weightDraws) = (.sampled, 2)
      $0.planner.aggregation = .careful
    },
    Variant("local reparameterization, MPPI") {
      ($0.model.transition, $0.model.cell) = (.localReparameterization, .localReparameterization)
      ($0.model.posterior, $0.model.decoder) = (.localReparameterization, .localReparameterization)
      $0.planner.method = .pathIntegral
    },
    Variant("frames, bfloat16") { ($0.observation, $0.model.precision) = (.frames, .bfloat16) },
    Variant("frames, categorical") { ($0.observation, $0.model.latent) = (.frames, .categorical) },
  ]

  /// R5: whatever was done last before a save, a run that goes on from it ends with the same bits.
  @Test(arguments: variants)
  func aRunGoesOnFromEveryPieceOfWork(variant: Variant) throws {
    let configuration = variant.configuration
    try configuration.check()
    let task = TimeLimit(ShownTask(), steps: 6)
    let whole = SmallRun()
    try whole.train(configuration, in: task) { trainer in
      // Six decisions, two updates and their end, three times, and an evaluation.
      for _ in 0..<28 {
        try trainer.advance()
        trainer.save()
      }
      try trainer.finish()
    }
    let steps = try CheckpointStore(run: whole.path).steps()
    #expect(steps.count > 20)
    var openEpisodes = 0
    for step in steps {
      let resumed = SmallRun()
      try FileManager.default.copyItem(atPath: whole.path, toPath: resumed.path)
      let store = CheckpointStore(run: resumed.path)
      for other in steps where other != step {
        try FileManager.default.removeItem(atPath: store.path(ofStep: other))
      }
      openEpisodes += try resumed.checkpoint?.generators["open_episode"] == nil ? 0 : 1
      try resumed.train(configuration, in: task) { try $0.finish() }
      #expect(resumed.warnings == [], "step \(step)")
      #expect(try resumed.untimedCheckpoint == whole.untimedCheckpoint, "step \(step)")
      #expect(try resumed.untimedMetrics == whole.untimedMetrics, "step \(step)")
    }
    #expect(openEpisodes == 15)
  }
}

/// A small task that can be seen: the further to the right the point is, the brighter it is.
private struct ShownTask: Environment {
  private var task = SmallTask()

  var actionSize: Int { task.actionSize }
  var observationSize: Int { task.observationSize }
  var timeStep: Double { task.timeStep }

  mutating func reset(using generator: inout SeededGenerator) { task.reset(using: &generator) }

  mutating func step(_ action: [Double]) throws(ActionError) -> Step { try task.step(action) }

  func observe(into observation: UnsafeMutableBufferPointer<Double>) {
    task.observe(into: observation)
  }

  func render(into image: inout Image) {
    let brightness = UInt8(127.5 * (1 + task.observation[0]))
    image.pixels = [UInt8](repeating: brightness, count: image.pixels.count)
  }
}
