import Base
import Control
import Optimizers
import Records
import Replay
import Tensors

extension Trainer {
  /// Restores a checkpoint.
  func restore(_ checkpoint: Checkpoint) throws {
    try RunError.explainingFaults(of: checkpoint, in: recorder.run.path) {
      try restoreParameters(checkpoint)
      for (name, path) in TrainingGenerators.names {
        generators[keyPath: path] = try checkpoint.generator(name)
      }
      try restoreTime(checkpoint.part("time"))
      try replay.restore(checkpoint.episodes)
      try restoreAgent(checkpoint)
    }
  }

  private func restoreParameters(_ checkpoint: Checkpoint) throws {
    // After a step that went too far and before the return, good parameters are stored beside
    // nonfinite ones.
    let mayBeNonfinite = checkpoint.parts["good"] != nil
    try model.load(checkpoint.part("model"), allowingNonfinite: mayBeNonfinite)
    try optimizer.restore(OptimizerState(checkpoint.part("optim")))
    if let behaviorLearner {
      guard checkpoint.parts["behavior"] != nil else {
        throw RunError.otherModel(
          path: recorder.run.path,
          reason: "it has no policy and no value, and behavior.isLearned is true")
      }
      try behaviorLearner.behavior.load(
        checkpoint.part("behavior"), allowingNonfinite: mayBeNonfinite)
      try behaviorLearner.policyOptimizer.restore(OptimizerState(checkpoint.part("policy_optim")))
      try behaviorLearner.valueOptimizer.restore(OptimizerState(checkpoint.part("value_optim")))
    }
    goodState = GoodState(model, optimizer, behaviorLearner)
    if let good = checkpoint.parts["good"] {
      try goodState.adopt(good)
      trustedState = goodState
    } else if let trusted = checkpoint.parts["trusted"] {
      trustedState = goodState
      try trustedState?.adopt(trusted)
    }
  }

  private func restoreAgent(_ checkpoint: Checkpoint) throws {
    let part = try checkpoint.part("agent")
    for (name, path) in TrainingState.counts {
      state[keyPath: path] = try part.integer("count/\(name)")
    }
    if !checkpoint.arithmeticDifferences(from: Backend.current.arithmetic).isEmpty {
      state.arithmeticChanges += 1
    }
    let number = try part.integer("phase")
    guard let phase = TrainingState.Phase(rawValue: Int64(number)) else {
      throw part.fault("phase", expected: "0 to 3", found: "\(number)")
    }
    state.phase = phase
    // A finished run that is given more steps, or more seed episodes, continues.
    if phase == .finished && !hasAllEpisodes { state.phase = .collecting }
    state.divergence.failures = try part.integer("failures_in_a_row")
    state.divergence.fallbacks = try part.integer("fallbacks_in_a_row")
    state.divergence.drops = try part.integer("drops_in_a_row", ifMissing: 0)
    for (name, stored) in part.tensors where name.hasPrefix("tally/") {
      guard let bits = stored.unsignedIntegers, bits.count == 2 else {
        throw part.fault(name, expected: "two numbers", found: "\(stored.shape)")
      }
      let metric = String(name.dropFirst("tally/".count))
      guard !MetricsLog.reservedNames.contains(metric) else {
        throw part.fault(name, expected: "the name of a metric", found: "'\(metric)'")
      }
      tally.entries[metric] = Tally.Entry(
        sum: Double(bitPattern: bits[0]), count: Double(bitPattern: bits[1]))
    }
    try reopenEpisode(checkpoint, part)
    // A run that is given fewer steps than it has done ends here, or with its open episode.
    if state.phase == .collecting && open == nil && hasAllEpisodes { state.phase = .finished }
    try restoreMemory(part)
  }

  /// Repeats the actions of the open episode, unless they would now make a different episode.
  private func reopenEpisode(_ checkpoint: Checkpoint, _ part: Safetensors) throws {
    guard var start = checkpoint.generators["open_episode"] else { return }
    let actions = try part.finiteTensor("open_episode/actions")
    let size = pristine.actionSize
    guard actions.rank == 2, actions.shape[1] == size else {
      throw part.fault(
        "open_episode/actions", expected: "[any, \(size)]", found: "\(actions.shape)")
    }
    let earlierRepeat = try part.integer("action_repeat", ifMissing: actionRepeat)
    guard earlierRepeat == actionRepeat else {
      return recorder.warn(
        "the open episode was dropped: its actions were taken for \(earlierRepeat) environment "
          + "steps each, and would be for \(actionRepeat) now")
    }
    var episode = OpenEpisode(in: pristine, seenBy: &agent.eye, using: &start)
    let components = actions.scalars.map { Double($0) }
    for decision in 0..<actions.shape[0] {
      let action = Array(components[decision * size..<(decision + 1) * size])
      let step = try episode.take(action, seenBy: &agent.eye)
      guard step.end == nil else {
        return recorder.warn(
          "the open episode was dropped: with this environment it ends after \(decision + 1) of its"
            + " \(actions.shape[0]) actions")
      }
    }
    open = episode
  }

  private func restoreMemory(_ part: Safetensors) throws {
    var memory = agent.memory
    memory.belief.deterministic = try part.tensor(
      "belief/deterministic", shape: memory.belief.deterministic.shape)
    memory.belief.stochastic = try part.tensor(
      "belief/stochastic", shape: memory.belief.stochastic.shape)
    memory.action = try part.tensor("action", shape: [pristine.actionSize]).scalars
    let (horizon, size) = (configuration.planner.horizon, pristine.actionSize)
    var otherHorizon: Int?
    for name in part.tensors.keys where name.hasPrefix("planner/") {
      let plan = try part.finiteTensor(name)
      // Among everything that planners remember, only elites are more than one sequence.
      let isSingle = name != "planner/elites"
      guard plan.rank == 3, plan.shape[2] == size, !isSingle || plan.shape[1] == 1 else {
        throw part.fault(
          name, expected: "[\(horizon), \(isSingle ? "1" : "any"), \(size)]",
          found: "\(plan.shape)")
      }
      if plan.shape[0] == horizon {
        memory.planner[String(name.dropFirst("planner/".count))] = plan
      } else {
        otherHorizon = plan.shape[0]
      }
    }
    agent.memory = memory
    if let otherHorizon, open != nil {
      recorder.warn(
        "the plan of the open episode was dropped: it is of \(otherHorizon) decisions, and"
          + " planner.horizon is \(horizon) now")
    }
  }

  private func restoreTime(_ part: Safetensors) {
    func seconds(_ name: String) -> Double? {
      part.tensors[name]?.unsignedIntegers?.first.map { Double(bitPattern: $0) }
    }
    for kind in Stopwatch.Part.allCases {
      stopwatch.seconds[kind] = seconds(kind.rawValue)
    }
    stopwatch.processorSeconds = seconds("processor") ?? 0
    // A checkpoint older than this record counts from itself.
    var recorded = stopwatch
    for kind in Stopwatch.Part.allCases {
      recorded.seconds[kind] = seconds("recorded/\(kind.rawValue)") ?? stopwatch.seconds[kind]
    }
    recorder.begin(at: recorded)
  }
}
