import Base
import Layers
import Replay
import Tensors

/// A world model's open-loop predictions, without looking, under several draws of its weights and
/// states.
///
/// The model sees the first observations of each sequence, the context; after that it knows only
/// the actions. Each draw of the weights is a separate forward pass: a single function from the
/// first step to the last, unless weights are drawn at each call. Under it, the states along the
/// way are drawn several times.
public struct OpenLoopPrediction {
  /// The number of observations in the context.
  public let context: Int
  /// The number of steps, including the context.
  public let length: Int
  /// The mean rewards under each draw of the weights, of shape `[length, stateDrawCount, batch]`.
  public let rewards: [Tensor]
  /// The input of the heads under each, of shape `[length, stateDrawCount · batch, featureSize]`.
  private let features: [Tensor]
  private let stateDrawCount: Int
  private let model: WorldModel
  private var passes: [ForwardPass]

  /// Predicts sequences.
  ///
  /// - Parameters:
  ///   - model: The world model.
  ///   - batch: The sequences, whose observations are used only in the context.
  ///   - context: The number of observations to look at.
  ///   - weights: Whether each draw has drawn weights or the mean weights.
  ///   - weightDrawCount: The number of draws of the weights.
  ///   - stateDrawCount: The number of draws of states under each.
  ///   - generator: The source of weights and states.
  /// - Precondition: The draw counts and the context are positive, and there is a step after the
  ///   context.
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

  /// Returns the mean observations that are predicted for steps under each draw of the weights.
  ///
  /// - Parameter steps: The steps; those of the context are reconstructions.
  /// - Returns: One tensor per draw, of shape `[steps, stateDrawCount, batch, elements]`.
  public mutating func observations(at steps: Range<Int>) -> [Tensor] {
    passes.indices.map { draw in
      let decoded = model.decode(features[draw].rows(steps), in: &passes[draw])
        .flattened(fromAxis: 2)
      let (rows, elements) = (decoded.shape[1], decoded.shape[2])
      return decoded.reshaped([steps.count, stateDrawCount, rows / stateDrawCount, elements])
    }
  }

  /// The approximate number of observations to decode at a time: many for speed, few for memory.
  static let decodedAtOnce = 256

  /// Returns the number of steps to decode at a time, each with `rows` sequences.
  static func chunkLength(rows: Int) -> Int { max(1, decodedAtOnce / rows) }
}

extension OpenLoopPrediction {
  /// Predicts a part of an episode under drawn weights; the arguments are those of
  /// ``PredictedEpisode``.
  ///
  /// - Returns: The prediction, and the original truth, whatever the model sees of it.
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

  /// Returns recorded sequences as a model sees them, and the originals by which it is judged;
  /// these are the same unless the model sees them differently.
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
