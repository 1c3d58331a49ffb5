import Base
import Layers
import Replay
import Tensors

/// Latent states with the true quantities at the same time.
struct LatentExamples {
  var features: [[Double]] = []
  var targets: [[Double]] = []
}

/// The latent states of a model along an episode, with and without looking.
struct LatentStates {
  let model: WorldModel
  let context: Int
  let stride: Int
  let stateDrawCount: Int

  /// Returns the states by horizon, with those that have seen everything at horizon 0.
  ///
  /// A state is h with the expectation of s. States in open loop start every `stride` steps from a
  /// state that has seen at least the context, follow the recorded actions, and are means over
  /// draws. Horizons for which the episode is too short are left out; all others share the starts
  /// of the longest one.
  func examples(
    _ probe: ProbeEpisode, horizons: [Int], _ format: ReplayFormat,
    using generator: inout SeededGenerator
  ) -> [Int: LatentExamples] {
    let length = probe.episode.length + 1
    guard length > context else { return [:] }
    let batch = Batch(
      [EpisodePlace(episode: 0, start: 0)], of: [probe.episode], length: length, format,
      scaling: model.configuration.frameScaling, using: &generator)
    var pass = ForwardPass.inference(weights: .mean, using: generator.split())
    let seen = model.dynamics.observe(
      embeddings: model.embed(batch.observations, in: &pass), actions: batch.actions, in: &pass)
    let filtered = rows(of: expected(seen))
    var examples = [
      0: LatentExamples(
        features: Array(filtered[(context - 1)...]),
        targets: Array(probe.quantities[(context - 1)...]))
    ]
    let horizons = horizons.filter { context - 1 + $0 < length }
    guard let farthest = horizons.max() else { return examples }
    let starts = Array(Swift.stride(from: context - 1, to: length - farthest, by: stride))
    let states = imagined(starts, seen, batch.actions, farthest, in: &pass)
    for horizon in horizons {
      examples[horizon] = LatentExamples(
        features: rows(of: states[horizon - 1]),
        targets: starts.map { probe.quantities[$0 + horizon] })
    }
    return examples
  }

  /// Returns the states after each of the starts, of shape `[steps, starts, size]`.
  private func imagined(
    _ starts: [Int], _ seen: Rollout, _ actions: Tensor, _ steps: Int,
    in pass: inout ForwardPass
  ) -> Tensor {
    let all = starts.flatMap { start in Array(repeating: start, count: stateDrawCount) }
    let belief = Belief(
      deterministic: concatenated(all.map { seen.beliefs[$0].deterministic }, axis: 0),
      stochastic: concatenated(all.map { seen.beliefs[$0].stochastic }, axis: 0))
    let future = stacked(
      (1...steps).map { step in
        actions.gathered(all.map { $0 + step }).squeezed(axis: 1)
      })
    let rollout = model.dynamics.imagine(actions: future, from: belief, in: &pass)
    let states = expected(rollout)
    return states.reshaped([steps, starts.count, stateDrawCount, states.shape[2]]).mean(axis: 2)
  }

  /// h and the expectation of s, of shape `[length, batch, size]`.
  private func expected(_ rollout: Rollout) -> Tensor {
    concatenated(
      [
        rollout.features.columns(0..<model.configuration.recurrentSize), rollout.posteriors.mean,
      ], axis: -1)
  }

  private func rows(of states: Tensor) -> [[Double]] {
    let (size, scalars) = (states.shape[states.rank - 1], states.scalars)
    return Swift.stride(from: 0, to: scalars.count, by: size).map { start in
      scalars[start..<start + size].map { Double($0) }
    }
  }
}
