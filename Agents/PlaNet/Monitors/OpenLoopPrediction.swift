import Base
import Layers
import Replay
import Tensors

/// What a world model predicts in open loop, without looking, under several draws of its weights and
/// states.
///
/// The first observations of each sequence, the context, are looked at; from then on only the
/// actions are known. Each draw of the weights is a forward pass of its own: one function from the
/// first step to the last, unless weights are drawn at each call. Under it, states are drawn
/// several times along the way.
public struct OpenLoopPrediction {
  /// The number of observations that were looked at.
  public let context: Int
  /// The number of steps, the context included.
  public let length: Int
  /// The mean rewards under each draw of the weights, of shape `[length, stateDrawCount, batch]`.
  public let rewards: [Tensor]
  /// What the heads see under each, of shape `[length, stateDrawCount · batch, featureSize]`.
  private let features: [Tensor]
  private let stateDrawCount: Int
  private let model: WorldModel
  private var passes: [ForwardPass]

  /// Predicts sequences.
  ///
  /// - Parameters:
  ///   - model: The world model.
  ///   - batch: The sequences, of which only the actions are used after the context.
  ///   - context: The number of observations to look at.
  ///   - weights: Whether each draw has weights of its own or the mean weights.
  ///   - weightDrawCount: The number of draws of the weights.
  ///   - stateDrawCount: The number of draws of states under each.
  ///   - generator: The source of weights and states.
  /// - Precondition: There are draws, a context, and a step after it.
  public init(
    _ model: WorldModel, _ batch: Batch, context: Int, weights: ForwardPass.Weights,
    weightDrawCount: Int, stateDrawCount: Int, using generator: inout SeededGenerator
  ) {
    length = batch.actions.shape[0]
    require(
      context > 0 && context < length && weightDrawCount > 0 && stateDrawCount > 0,
      "\(weightDrawCount) draws of weights and \(stateDrawCount) of states, in sequences of "
        + "\(length) steps, cannot have a context of \(context)")
    (self.model, self.context, self.stateDrawCount) = (model, context, stateDrawCount)
    passes = (0..<weightDrawCount).map { _ in
      .inference(weights: weights, using: generator.split())
    }
    func repeated(_ tensor: Tensor) -> Tensor {
      concatenated(Array(repeating: tensor, count: stateDrawCount), axis: 1)
    }
    let actions = repeated(batch.actions)
    var (features, rewards): ([Tensor], [Tensor]) = ([], [])
    for draw in passes.indices {
      let embeddings = model.embed(batch.observations.rows(0..<context), in: &passes[draw])
      let seen = model.dynamics.observe(
        embeddings: repeated(embeddings), actions: actions.rows(0..<context), in: &passes[draw])
      let imagined = model.dynamics.imagine(
        actions: actions.rows(context..<length), from: seen.beliefs[context - 1],
        in: &passes[draw])
      let all = concatenated([seen.features, imagined.features], axis: 0)
      features.append(all)
      rewards.append(
        model.predictReward(all, in: &passes[draw])
          .reshaped([length, stateDrawCount, batch.actions.shape[1]]))
    }
    (self.features, self.rewards) = (features, rewards)
  }

  /// Returns the mean observations that steps predict under each draw of the weights.
  ///
  /// - Parameter steps: The steps; those of the context are reconstructions.
  /// - Returns: One tensor a draw, of shape `[steps, stateDrawCount, batch, elements]`.
  public mutating func observations(at steps: Range<Int>) -> [Tensor] {
    passes.indices.map { draw in
      let decoded = model.decode(features[draw].rows(steps), in: &passes[draw])
        .flattened(fromAxis: 2)
      let (rows, elements) = (decoded.shape[1], decoded.shape[2])
      return decoded.reshaped([steps.count, stateDrawCount, rows / stateDrawCount, elements])
    }
  }

  /// About how many observations to decode at a time: many for speed, and few for memory.
  static let decodedAtOnce = 256

  /// Returns how many steps to decode at a time, each of `rows` sequences.
  static func chunkLength(rows: Int) -> Int { max(1, decodedAtOnce / rows) }
}

extension OpenLoopPrediction {
  /// Predicts a part of an episode under drawn weights; the arguments are those of
  /// ``PredictedEpisode``.
  ///
  /// - Returns: The prediction, and what came, as it is however the model sees it.
  /// - Precondition: The episode has an observation after the context.
  static func part(
    of episode: RecordedEpisode, from start: Int, by model: WorldModel,
    _ monitor: MonitorConfiguration, _ format: ReplayFormat, using generator: inout SeededGenerator
  ) -> (prediction: OpenLoopPrediction, truth: Batch) {
    let length = min(monitor.context + monitor.horizon, episode.length + 1 - start)
    require(
      length > monitor.context,
      "an episode of \(episode.length) steps has none after \(monitor.context) from \(start) on")
    let (seen, truth) = batches(
      [EpisodePlace(episode: 0, start: start)], of: [episode], length: length, format, by: model,
      using: &generator)
    let prediction = OpenLoopPrediction(
      model, seen, context: monitor.context, weights: .sampled, weightDrawCount: monitor.draws,
      stateDrawCount: MonitorConfiguration.stateDrawCount, using: &generator)
    return (prediction, truth)
  }

  /// Returns recorded sequences as a model sees them, and as they are, by which it is judged; the same
  /// where the model sees them so.
  static func batches(
    _ places: [EpisodePlace], of episodes: [RecordedEpisode], length: Int, _ format: ReplayFormat,
    by model: WorldModel, using generator: inout SeededGenerator
  ) -> (seen: Batch, truth: Batch) {
    let scaling = model.configuration.frameScaling
    let seen = Batch(
      places, of: episodes, length: length, format, scaling: scaling, using: &generator)
    guard scaling != .centered else { return (seen, seen) }
    return (seen, Batch(places, of: episodes, length: length, format, using: &generator))
  }
}
