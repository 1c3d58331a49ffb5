import Base
import Control
import Layers
import Optimizers
import PlaNet
import Records
import Tensors
import Testing

/// The results of a step that went too far are neither kept nor built on (R24, R25).
@Suite struct TrainerRecoveryTests {
  /// Sets all elements of a parameter, as a step that is too long would; the gradient is zero.
  private func spoil(
    _ trainer: Trainer, _ gradients: inout [Tensor], with value: Scalar = .infinity
  ) {
    let parameter = trainer.model.parameters[0].parameter
    parameter.value = Tensor(repeating: value, shape: parameter.value.shape)
    gradients = gradients.map { Tensor(repeating: 0, shape: $0.shape) }
  }

  @Test(arguments: [1, 2, 3, 4], [Scalar.infinity, 1e38])
  func aBlowUpBeforeTheLastUpdatesIsUndone(rest: Int, value: Scalar) throws {
    let run = SmallRun()
    var savedIsFinite = false
    try run.train(SmallRun.configuration(episodes: 3, updates: 12)) { trainer in
      trainer.alterGradients = { [unowned trainer] update, gradients in
        if update == 23 - rest { spoil(trainer, &gradients, with: value) }
        // The updates before have ended with a save.
        if update == 24 { savedIsFinite = (try? run.isFinite) == true }
      }
      try trainer.finish()
    }
    #expect(savedIsFinite)
    #expect(try run.count("restorations") == 1)
    #expect(try run.count("updates") == 36)
  }

  /// Whether parameters with a nonfinite gradient are good is unknown; but it may have been the
  /// batch, so training does not end however often it happens.
  @Test(arguments: [1, 2, 3, 4])
  func nonfiniteLastGradientsBringBackTheLastGoodParameters(count: Int) throws {
    let run = SmallRun()
    var generator = SeededGenerator(seed: 1)
    var bits: [Int: ParameterBits] = [:]
    try run.train(SmallRun.configuration(episodes: 6, updates: 8)) { trainer in
      trainer.alterGradients = { [unowned trainer] update, gradients in
        bits[update] = ParameterBits(trainer)
        guard update >= 8, update % 8 >= 8 - count else { return }
        gradients.spoil(with: .nan, using: &generator)
      }
      try trainer.finish()
    }
    #expect(bits[8] != bits[12] && bits[16] == bits[8] && bits[40] == bits[8])
    #expect(try run.count("restorations") == 5)
    #expect(try run.count("updates") == 48)
  }

  @Test func infiniteMomentsAreNotTakenForGoodOnes() throws {
    let run = SmallRun()
    try run.train(SmallRun.configuration(episodes: 2, updates: 6)) { trainer in
      trainer.alterGradients = { [unowned trainer] update, _ in
        guard update == 3 else { return }
        // A parameter whose second moment is infinite would never move again.
        var state = trainer.optimizer.state
        for (name, moment) in state.tensors where name.hasPrefix("secondMoment/") {
          state.tensors[name] = Tensor(repeating: .infinity, shape: moment.shape)
        }
        try? trainer.optimizer.restore(state)
      }
      try trainer.finish()
    }
    #expect(try run.count("restorations") == 1)
    #expect(try run.isFinite)
  }

  @Test func anUpdateWhoseLossIsNotFiniteChangesNothing() throws {
    let run = SmallRun()
    var bits: [Int: ParameterBits] = [:]
    try run.train(SmallRun.configuration(episodes: 2, updates: 8)) { trainer in
      let parameter = trainer.model.parameters[0].parameter
      var value: Tensor?
      trainer.alterGradients = { [unowned trainer] update, gradients in
        if update == 3 {
          value = parameter.value
          spoil(trainer, &gradients, with: .nan)
        }
        if update == 4, let value {
          // The loss was of the nonfinite value, but the gradient is finite.
          parameter.value = value
          gradients = gradients.map { Tensor(repeating: 0, shape: $0.shape) }
        }
        bits[update] = ParameterBits(trainer)
      }
      try trainer.finish()
    }
    #expect(run.warnings == ["update 4 was skipped: its loss is not finite"])
    #expect(bits[4] == bits[5] && bits[5] != bits[6])
  }

  /// A stop may come between a step that went too far and the return.
  @Test func aRunIsResumedAmidABlowUp() throws {
    let configuration = SmallRun.configuration(episodes: 2, updates: 9)
    let run = SmallRun()
    try run.train(configuration) { trainer in
      var last = -1
      trainer.alterGradients = { [unowned trainer] update, gradients in
        last = update
        if update == 2 { spoil(trainer, &gradients) }
      }
      while last < 4 { try trainer.advance() }
      trainer.save()
    }
    #expect(try !run.isFinite)
    try run.train(configuration) { try $0.finish() }
    #expect(try run.count("restorations") == 1)
    #expect(try run.count("updates") == 18)
    #expect(try run.isFinite)
  }
}

/// R25: decisions without a finite return.
extension TrainerRecoveryTests {
  @Test func tenDecisionsWithoutAPlanBringBackTheLastGoodParameters() throws {
    let run = SmallRun()
    try run.train(SmallRun.configuration(episodes: 2, updates: 3)) { trainer in
      try trainer.advance(throughUpdate: 2)
      try trainer.advance()
      // A belief that is not finite outlives such parameters.
      for (_, parameter) in trainer.model.parameters {
        parameter.value = Tensor(repeating: .nan, shape: parameter.value.shape)
      }
      try trainer.finish()
    }
    #expect(try run.count("fallback_plans") == 10)
    #expect(try run.count("restorations") == 1)
    #expect(try run.count("skipped_updates") == 0)
    #expect(run.warnings.contains("no plan had a finite return at 10 decisions in a row"))
  }

  /// Each parameter is small enough, but the rewards that follow from them are not, which only
  /// plans show.
  @Test(.enabled(if: Scalar.self == Float.self), arguments: [0, 4])
  func parametersWithoutAPlanGiveWayToThoseBefore(decisions: Int) throws {
    var configuration = SmallRun.configuration(episodes: 3, updates: 3)
    configuration.behavior.isLearned = false
    let run = SmallRun()
    var bits: [Int: ParameterBits] = [:]
    func watch(_ trainer: Trainer) {
      trainer.alterGradients = { [unowned trainer] update, gradients in
        bits[update] = ParameterBits(trainer)
        guard update == 5 else { return }
        for (path, parameter) in trainer.model.parameters
        where path.hasPrefix("reward") && parameter.value.shape.reduce(1, *) == 8 {
          parameter.value = Tensor(repeating: 6e18, shape: parameter.value.shape)
        }
        gradients = gradients.map { Tensor(repeating: 0, shape: $0.shape) }
      }
    }
    try run.train(configuration) { trainer in
      watch(trainer)
      while bits[5] == nil { try trainer.advance() }
      // The end of the updates, and some decisions.
      for _ in 0...decisions { try trainer.advance() }
      trainer.save()
    }
    try run.train(configuration) { trainer in
      watch(trainer)
      try trainer.finish()
    }
    #expect(bits[6] == bits[3] && bits[3] != bits[0])
    #expect(try run.count("restorations") == 1)
    #expect(try run.count("fallback_plans") == 10)
    #expect(try run.isFinite)
  }

  @Test func plansThatDivergeAgainAndAgainEndTraining() throws {
    let configuration = SmallRun.configuration(episodes: 4, updates: 3)
    let run = SmallRun()
    let task = TimeLimit(SmallTask(), steps: 40)
    let error = #expect(throws: TrainingError.self) {
      try run.train(configuration, in: task) { trainer in
        try trainer.advance(throughUpdate: 2)
        try trainer.advance()
        while true {
          trainer.spoilRewards()
          try trainer.advance()
        }
      }
    }
    #expect(error == .plansDiverged(decisions: 10))
    #expect(error?.exitStatus == .failure)
    #expect(try run.count("restorations") == 3)
    #expect(try run.isFinite)
    // A resumed run has the open episode, and the full number of chances again.
    try run.train(configuration, in: task) { try $0.finish() }
    #expect(try run.count("fallback_plans") == 30)
    #expect(try run.checkpoint?.episodes.map(\.length) == [40, 40])
  }

  /// Episodes may be shorter than ten decisions, with flawless updates between them.
  @Test func plansThatDivergeInShortEpisodesEndTraining() throws {
    var configuration = SmallRun.configuration(episodes: 100, updates: 1)
    configuration.trainer.sequenceLength = 4
    let run = SmallRun()
    #expect(throws: TrainingError.plansDiverged(decisions: 10)) {
      try run.train(configuration, in: TimeLimit(SmallTask(), steps: 4)) { trainer in
        try trainer.advance(throughUpdate: 0)
        try trainer.advance()
        let rewards = trainer.model.parameters.filter { $0.path.hasPrefix("reward") }
        for _ in 0..<20 {
          let values = rewards.map(\.parameter.value)
          for _ in 0..<4 {
            trainer.spoilRewards()
            try trainer.advance()
          }
          for ((_, parameter), value) in zip(rewards, values) { parameter.value = value }
          // An update, and the end of the updates.
          for _ in 0..<2 { try trainer.advance() }
        }
      }
    }
    #expect(try run.count("fallback_plans") == 30)
    #expect(try run.count("skipped_updates") == 0)
  }

  /// Below that number, the previous plan continues, and the decisions are counted.
  @Test func someDecisionsWithoutAPlanAreCounted() throws {
    let run = SmallRun()
    try run.train(SmallRun.configuration(episodes: 2, updates: 3)) { trainer in
      try trainer.advance(throughUpdate: 2)
      for _ in 0..<2 { try trainer.advance() }
      let rewards = trainer.model.parameters.filter { $0.path.hasPrefix("reward") }
      let values = rewards.map(\.parameter.value)
      trainer.spoilRewards()
      for _ in 0..<7 { try trainer.advance() }
      for ((_, parameter), value) in zip(rewards, values) { parameter.value = value }
      try trainer.finish()
    }
    #expect(try run.count("fallback_plans") == 7)
    #expect(try run.metrics["count/fallback_plans"]?.last?.value == 7)
    #expect(try run.metrics["planner/nonfinite_candidates"]?.last?.value ?? 0 > 7)
  }
}
