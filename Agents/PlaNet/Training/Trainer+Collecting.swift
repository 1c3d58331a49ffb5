import Base
import Control
import Planning
import Replay
import Tensors

extension Trainer {
  /// How many decisions in a row may be without a finite return before training ends.
  private static let mostFallbacks = 10

  /// Takes one decision, random in the first episodes.
  func collect() throws {
    var episode = time(.environment) { open ?? begunEpisode() }
    open = nil
    let action = try time(.planning) { try decide(in: episode) }
    let step = try time(.environment) {
      try episode.take(action, seenBy: &agent.eye)
    }
    state.environmentSteps += actionRepeat
    state.clock += 1
    guard let end = step.end else {
      open = episode
      return
    }
    try finish(episode, end)
  }

  private func begunEpisode() -> OpenEpisode {
    agent.begin()
    fallbacksInARow = 0
    return OpenEpisode(in: pristine, seenBy: &agent.eye, using: &generators.episodes)
  }

  private func decide(in episode: OpenEpisode) throws -> [Double] {
    guard state.episodes >= configuration.trainer.seedEpisodes else {
      return PlaNetAgent.randomAction(size: pristine.actionSize, using: &generators.acting)
    }
    agent.explorationNoise = configuration.trainer.explorationNoise
    let action = agent.act(seeing: episode.observation, using: &generators.acting)
    guard let plan = agent.plan else { return action }
    tally.add(Double(plan.nonfiniteCount), to: "planner/nonfinite_candidates")
    if plan.isFallback {
      state.fallbackPlans += 1
      fallbacksInARow += 1
      if fallbacksInARow >= Self.mostFallbacks {
        throw TrainingError.plansDiverged(decisions: fallbacksInARow)
      }
    } else {
      fallbacksInARow = 0
      tally.add(Double(plan.predictedReturn), to: "planner/predicted_return")
    }
    return action
  }

  /// Keeps an episode that ended, unless its simulation diverged.
  private func finish(_ episode: OpenEpisode, _ end: Step.End) throws {
    let reason: RecordedEpisode.End
    switch end {
    case .diverged:
      state.droppedEpisodes += 1
      recorder.warn("an episode was dropped since its simulation diverged")
      return
    case .terminal: reason = .terminal
    case .timeLimit: reason = .timeLimit
    }
    do {
      try time(.recording) { try replay.append(episode.recorded(reason)) }
    } catch {
      recorder.warn("\(error); the episode stays in memory, and its file comes with the next save")
    }
    state.episodes += 1
    state.decisions += episode.length
    tally.add(episode.score, to: "episode/score")
    tally.add(Double(episode.length), to: "episode/decisions")
    if state.episodes < configuration.trainer.seedEpisodes { return endIteration() }
    state.phase = .learning
    state.phaseUpdates = 0
  }
}
