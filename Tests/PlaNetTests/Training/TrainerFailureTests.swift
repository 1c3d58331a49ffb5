import Base
import Layers
import PlaNet
import Records
import Tensors
import Testing

@Suite struct TrainerFailureTests {
  private let nonfinite: [Scalar] = [.nan, .infinity, -.infinity, .signalingNaN]

  /// R24.
  @Test func anUpdateWithANonfiniteGradientChangesNothing() throws {
    let run = SmallRun()
    var generator = SeededGenerator(seed: 1)
    var bits: [Int: ParameterBits] = [:]
    try run.train(SmallRun.configuration(episodes: 2, updates: 12)) { trainer in
      trainer.alterGradients = { [unowned trainer] update, gradients in
        bits[update] = ParameterBits(trainer)
        if update == 4 || update == 8 {
          gradients.spoil(with: nonfinite[update / 8], using: &generator)
        }
      }
      try trainer.finish()
    }
    #expect(bits[4] == bits[5] && bits[8] == bits[9])
    #expect(bits[3] != bits[4] && bits[5] != bits[6])
    #expect(try run.count("skipped_updates") == 2)
    #expect(try run.count("updates") == 24)
    #expect(run.warnings.count { $0.contains("was skipped") } == 2)
    let metrics = String(decoding: try DurableFile.read("\(run.path)/metrics.jsonl"), as: UTF8.self)
    #expect(metrics.contains("\"count/skipped_updates\":2.0"))
  }

  /// R24: after five in a row, parameters return to the last good ones: those after the last
  /// episode.
  @Test func fiveNonfiniteGradientsInARowBringBackTheLastGoodParameters() throws {
    let run = SmallRun()
    var generator = SeededGenerator(seed: 2)
    var bits: [Int: ParameterBits] = [:]
    try run.train(SmallRun.configuration(episodes: 2, updates: 12)) { trainer in
      trainer.alterGradients = { [unowned trainer] update, gradients in
        bits[update] = ParameterBits(trainer)
        if (15..<20).contains(update) { gradients.spoil(with: .nan, using: &generator) }
      }
      try trainer.finish()
    }
    #expect(bits[12] != bits[15] && bits[19] == bits[15])
    #expect(bits[20] == bits[12])
    #expect(try run.count("restorations") == 1)
  }

  /// R24: if that fails three times, the last good state is saved, the batch is kept, and the
  /// program ends with 70.
  @Test func trainingThatDivergesEndsWithItsLastGoodState() throws {
    let run = SmallRun()
    var generator = SeededGenerator(seed: 3)
    var good: ParameterBits?
    let configuration = SmallRun.configuration(episodes: 3, updates: 20)
    let error = #expect(throws: TrainingError.self) {
      try run.train(configuration) { trainer in
        trainer.alterGradients = { [unowned trainer] update, gradients in
          if update == 20 { good = ParameterBits(trainer) }
          if update > 22 { gradients.spoil(with: .nan, using: &generator) }
          // Kept under the count of updates at which the last good state is to be saved.
          if update == 37 { trainer.save() }
        }
        _ = try trainer.run()
      }
    }
    #expect(error?.exitStatus == .failure)
    let advice = "try a lower optimizer.learningRate or optimizer.largestNorm"
    #expect(error?.description.hasSuffix(advice) == true)
    #expect(try run.count("restorations") == 3)
    #expect(try run.isFinite)
    let batch = try Safetensors(path: "\(run.path)/diverged.safetensors")
    #expect(batch.tensors["observations"]?.shape == [10, 3, 2])
    #expect(batch.metadata["update"] == "37" && batch.metadata["count/restorations"] == "3")
    #expect(batch.metadata["gradient_norm"]?.contains("nan") == true)
    for name in ["loss/total", "loss/observation", "loss/reward", "state_kl"] {
      #expect(Double(batch.metadata[name] ?? "none")?.isFinite == true, "\(name)")
    }
    try run.train(configuration) { trainer in
      #expect(ParameterBits(trainer) == good)
      // One more failure does not end a run that goes on.
      trainer.alterGradients = { update, gradients in
        if (45..<50).contains(update) { gradients.spoil(with: .nan, using: &generator) }
      }
      _ = try trainer.run()
    }
    #expect(try run.count("restorations") == 4)
    #expect(try run.count("updates") == 60)
  }

  /// R24: the policy and the value return, too, and the error names their settings.
  @Test func aValueThatDivergesEndsTrainingWithTheLastGoodState() throws {
    let run = SmallRun()
    var good: ParameterBits?
    let configuration = SmallRun.configuration(episodes: 3, updates: 20)
    let error = #expect(throws: TrainingError.self) {
      try run.train(configuration) { trainer in
        trainer.alterGradients = { [unowned trainer] update, _ in
          if update == 20 { good = ParameterBits(trainer) }
          if update > 22 { trainer.spoilValue() }
        }
        _ = try trainer.run()
      }
    }
    #expect(error == .gradientsDiverged(.behavior, updates: 37, restorations: 3))
    let advice = "try a lower behavior.learningRate or behavior.largestNorm"
    #expect(error?.description.hasSuffix(advice) == true)
    #expect(try run.isFinite)
    try run.train(configuration) { trainer in
      #expect(ParameterBits(trainer) == good)
    }
  }

  /// R24: the world model has learned first, and that counts; means are over what was learned from.
  @Test func anUpdateWithANonfiniteValueChangesTheWorldModelOnly() throws {
    let run = SmallRun()
    var models: [Int: [[UInt64]]] = [:]
    var behaviors: [Int: [[UInt64]]] = [:]
    try run.train(SmallRun.configuration(episodes: 2, updates: 6)) { trainer in
      trainer.alterGradients = { [unowned trainer] update, _ in
        if update == 3 { trainer.spoilValue() }
        models[update] = ParameterBits.bits(of: trainer.model)
        behaviors[update] = trainer.behaviorLearner.map { ParameterBits.bits(of: $0.behavior) }
      }
      try trainer.finish()
    }
    #expect(models[3] != models[4] && models[4] != models[5])
    #expect(behaviors[3] == behaviors[4] && behaviors[4] == behaviors[5])
    let problem =
      "left the policy and the value as they were: a loss or a gradient of theirs is not finite"
    #expect(Array(run.warnings.prefix(3)) == (3...5).map { "update \($0) \(problem)" })
    #expect(try run.count("skipped_updates") == 3)
    // Finite ones only.
    for name in ["behavior/return", "behavior/entropy", "loss/value", "gradient_norm"] {
      #expect(try run.metrics[name]?.map(\.step) == [20, 40], "\(name)")
    }
  }

  /// R24: a value with fewer than five nonfinite updates is not taken for a good one either.
  @Test func aNonfiniteValueAtTheEndOfUpdatesIsNotTakenForAGoodOne() throws {
    let run = SmallRun()
    try run.train(SmallRun.configuration(episodes: 2, updates: 6)) { trainer in
      trainer.alterGradients = { [unowned trainer] update, _ in
        if update == 10 { trainer.spoilValue() }
      }
      try trainer.finish()
    }
    #expect(try run.count("restorations") == 1)
    #expect(try run.isFinite)
  }

  /// R24.
  @Test func aHundredNonfiniteGradientsLeaveFiniteParameters() throws {
    let run = SmallRun()
    var generator = SeededGenerator(seed: 4)
    var injected = 0
    try run.train(SmallRun.configuration(episodes: 8, updates: 50)) { trainer in
      trainer.alterGradients = { update, gradients in
        guard injected < 100, generator.nextInteger(below: 3) == 0 else { return }
        injected += 1
        let value = nonfinite[generator.nextInteger(below: nonfinite.count)]
        gradients.spoil(with: value, using: &generator)
      }
      try trainer.finish()
      #expect(
        trainer.model.parameters.allSatisfy { $0.parameter.value.scalars.allSatisfy(\.isFinite) })
    }
    #expect(injected == 100)
    #expect(try run.count("skipped_updates") == 100)
    #expect(try run.isFinite)
  }

  /// Parameters that steps made infinite are neither taken for good ones nor saved as such.
  @Test func infiniteParametersAreNotTakenForGoodOnes() throws {
    let run = SmallRun()
    try run.train(SmallRun.configuration(episodes: 2, updates: 6)) { trainer in
      trainer.alterGradients = { [unowned trainer] update, gradients in
        guard update == 5 else { return }
        // As a step that is too long would leave it; the gradients themselves are finite.
        let parameter = trainer.model.parameters[0].parameter
        parameter.value = Tensor(repeating: .infinity, shape: parameter.value.shape)
        gradients = gradients.map { Tensor(repeating: 0, shape: $0.shape) }
      }
      try trainer.finish()
    }
    #expect(try run.count("restorations") == 1)
    #expect(try run.isFinite)
  }

  /// A run that is resumed during failures returns to the same parameters as an undisturbed one.
  @Test func aResumedRunRemembersTheLastGoodParameters() throws {
    let configuration = SmallRun.configuration(episodes: 3, updates: 12)
    func play(stoppingAt stop: Int?) throws -> Checkpoint? {
      let run = SmallRun()
      func spoilSome(_ trainer: Trainer, _ last: @escaping (Int) -> Void) {
        trainer.alterGradients = { update, gradients in
          last(update)
          var generator = SeededGenerator(seed: 5)
          if (16..<21).contains(update) { gradients.spoil(with: .nan, using: &generator) }
        }
      }
      if let stop {
        try run.train(configuration) { trainer in
          var update = 0
          spoilSome(trainer) { update = $0 }
          while update < stop { try trainer.advance() }
          trainer.save()
        }
        #expect(try run.count("phase_updates") ?? 0 > 0)
      }
      try run.train(configuration) { trainer in
        spoilSome(trainer) { _ in }
        _ = try trainer.run()
      }
      #expect(try run.count("restorations") == 1)
      return try run.untimedCheckpoint
    }
    let (whole, resumed) = (try play(stoppingAt: nil), try play(stoppingAt: 18))
    #expect(whole != nil && whole == resumed)
  }
}
