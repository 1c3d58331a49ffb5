import Base
import Layers
import Replay
import Tensors

extension WorldModel {
  /// Returns an agent's beliefs along an episode, under the means of the weights.
  ///
  /// - Parameters:
  ///   - episode: The observations and actions.
  ///   - eye: The agent's view.
  ///   - generator: The source of latent states.
  /// - Returns: A belief after each observation.
  public func beliefs(
    along episode: RecordedEpisode, seenBy eye: Eye, using generator: inout SeededGenerator
  ) -> [Belief] {
    let (count, chunk) = (episode.length + 1, 64)
    let actionSize = eye.format.actionSize
    var pass = ForwardPass.inference(weights: .mean, using: generator.split())
    var belief = dynamics.initialBelief(batchSize: 1)
    var beliefs: [Belief] = []
    for start in stride(from: 0, to: count, by: chunk) {
      // Embedding many at once is faster, but embedding all at once would take too much memory.
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
