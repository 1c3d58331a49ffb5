import Base
import Layers
import Replay
import Tensors

extension WorldModel {
  /// Returns what an agent comes to believe along an episode, under the means of the weights.
  ///
  /// - Parameters:
  ///   - episode: What was seen and done.
  ///   - eye: What the agent sees.
  ///   - generator: The source of latent states.
  /// - Returns: A belief for each observation, after it was seen.
  public func beliefs(
    along episode: RecordedEpisode, seenBy eye: Eye, using generator: inout SeededGenerator
  ) -> [Belief] {
    let (count, chunk) = (episode.length + 1, 64)
    let actionSize = eye.format.actionSize
    var pass = ForwardPass.inference(weights: .mean, using: generator.split())
    var belief = dynamics.initialBelief(batchSize: 1)
    var beliefs: [Belief] = []
    for start in stride(from: 0, to: count, by: chunk) {
      // Many at once are embedded faster, and all at once would take too much memory.
      let range = start..<min(start + chunk, count)
      let seen = eye.tensor(of: episode.bytes(ofObservations: range), using: &generator)
      let evidence = dynamics.evidence(of: embed(seen, in: &pass), in: &pass)
      for place in range {
        let action =
          place == 0
          ? [Scalar](repeating: 0, count: actionSize)
          : episode.action(at: place - 1).map { Scalar($0) }
        belief = dynamics.filter(
          evidence.rows(place - start..<place - start + 1),
          after: Tensor(action, shape: [1, actionSize]), from: belief, in: &pass)
        beliefs.append(belief)
      }
    }
    return beliefs
  }
}
