import Base
import Imaging
import Replay

/// A trained model's open-loop predictions, on episodes that it has not learned from.
struct TrainingMonitor {
  /// The measurements by name.
  let metrics: [String: Double]
  /// The names of those that TensorBoard does not show, because there would be too many charts.
  let unchartedNames: Set<String>
  /// Truth and prediction of a part of an episode: a strip of frames, or charts of vectors.
  let picture: Image?

  /// Measures a trainer's model, or returns `nil` if it stops early.
  ///
  /// - Parameters:
  ///   - trainer: The trainer, which is not changed.
  ///   - episodes: The episodes to measure on, which were not learned from.
  ///   - shouldStop: Returns whether to stop early; called before each piece of work, and remains
  ///     true.
  init?(
    of trainer: Trainer, on episodes: [RecordedEpisode], shouldStop: (StopBudget.Work) -> Bool
  ) {
    let (model, configuration) = (trainer.model, trainer.configuration.monitor)
    let replay = trainer.replay
    var generator = trainer.generators.monitor(afterEpisodes: trainer.state.episodes)
    guard let mean = MeanObservation(of: replay, shouldStop: { shouldStop(.averaging) }) else {
      return nil
    }
    let evaluation = OpenLoopEvaluation(
      configuration, noise: PredictionNoise(trainer.configuration.loss, model), mean: mean)
    let report = evaluation.report(
      of: model, on: episodes, using: &generator, shouldStop: { shouldStop(.predicting) })
    guard !shouldStop(.predicting) else { return nil }
    metrics = report?.metrics ?? [:]
    unchartedNames = report?.unreportedNames ?? []
    guard let shown = episodes.first(where: { $0.length >= configuration.context }) else {
      picture = nil
      return
    }
    picture =
      replay.format.hasFrames
      ? PredictedEpisode(model, shown, configuration, replay.format, using: &generator).strip()
      : PredictedVectors(model, shown, configuration, replay.format, using: &generator)
        .figure().drawing.image
  }
}
