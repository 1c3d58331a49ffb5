import Base
import Control
import Planning
import Replay
import Tensors

extension Trainer {
  /// Takes one decision, random in the first episodes.
  func collect() throws {
    var episode = time(.environment) { open ?? begunEpisode() }
    open = nil
    let action = time(.planning) { decide(in: episode) }
    let step = try time(.environment) {
      try episode.take(action, seenBy: &agent.eye)
    }
    state.environmentSteps += step.environmentSteps
    state.clock += 1
    if let end = step.end {
      try finish(episode, end)
    } else {
      open = episode
    }
    if let decisions = state.divergence.takeFallbacks() { try distrustPlans(of: decisions) }
  }

  private func begunEpisode() -> OpenEpisode {
    OpenEpisode(in: pristine, for: &agent, using: &generators.episodes)
  }

  private func decide(in episode: OpenEpisode) -> [Double] {
    guard state.episodes >= configuration.trainer.seedEpisodes else {
      // As single precision keeps it, like an action of the agent.
      return pristine.randomAction(using: &generators.acting).map { Double(Float($0)) }
    }
    agent.explorationNoise = configuration.trainer.explorationNoise
    let action = agent.act(seeing: episode.observation, using: &generators.acting)
    guard let plan = agent.plan else { return action }
    tally.add(Double(plan.nonfiniteCount), to: "planner/nonfinite_candidates")
    if plan.isFallback {
      state.fallbackPlans += 1
      state.divergence.fallbacks += 1
    } else {
      state.divergence.fallbacks = 0
      trustedState = nil
      tally.add(Double(plan.predictedReturn), to: "planner/predicted_return")
    }
    return action
  }

  /// Returns to the last good parameters, and forgets the belief that the others led to.
  private func distrustPlans(of decisions: Int) throws {
    agent.memory.belief = model.dynamics.initialBelief(batchSize: 1)
    goodState = trustedState ?? goodState
    recorder.warn("no plan had a finite return at \(decisions) decisions in a row")
    try returnToGoodState(orThrow: .plansDiverged(decisions: decisions))
  }

  /// Keeps an episode that ended, unless its simulation diverged.
  private func finish(_ episode: OpenEpisode, _ end: Step.End) throws {
    guard let reason = RecordedEpisode.End(end) else { return try drop() }
    do {
      try time(.recording) { try replay.append(episode.recorded(reason)) }
    } catch {
      recorder.warn(
        "\(error); the episode stays in memory, and its file comes with the next save, if that is"
          + " before the episode has to make room")
    }
    state.divergence.drops = 0
    state.episodes += 1
    state.decisions += episode.length
    tally.add(episode.score, to: "episode/score")
    tally.add(Double(episode.length), to: "episode/decisions")
    state.phaseUpdates = 0
    if state.episodes < configuration.trainer.seedEpisodes { return endIteration() }
    beginLearning()
  }

  /// Begins the updates after an episode; a return goes to the parameters of this moment if plans
  /// were made with them.
  private func beginLearning() {
    goodState = trustedState ?? goodState
    trustedState = goodState
    state.phase = .learning
  }

  /// Ends the iteration of an episode whose simulation diverged, after the last evaluation if
  /// nothing else is left to do, or ends training if all episodes diverge.
  private func drop() throws {
    state.droppedEpisodes += 1
    state.phaseUpdates = 0
    let isLast = state.divergence.countDrop()
    recorder.warn("an episode was dropped since its simulation diverged")
    if hasAllEpisodes && configuration.trainer.evaluationInterval > 0 {
      beginEvaluation()
    } else {
      endIteration()
    }
    guard isLast else { return }
    try saveOrThrow()
    throw TrainingError.simulationsDiverged(episodes: DivergenceGuard.mostDrops)
  }
}
