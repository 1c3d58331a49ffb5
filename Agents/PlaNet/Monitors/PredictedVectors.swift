import Base
import Imaging
import Layers
import Replay
import Tensors

/// Vectors of an episode beside open-loop predictions of them.
public struct PredictedVectors: Sendable {
  /// The number of observations in the context.
  public let context: Int
  /// The true vectors, one row per step.
  public let truths: [[Double]]
  /// The mean prediction over draws of weights and states, one row per step.
  public let predictions: [[Double]]
  /// The standard deviation over draws, one row per step.
  public let spreads: [[Double]]

  /// Predicts a part of an episode of vectors; the arguments are those of ``PredictedEpisode``.
  ///
  /// - Precondition: The format has vectors, and the episode has one after the context.
  public init(
    _ model: WorldModel, _ episode: RecordedEpisode, from start: Int = 0,
    _ monitor: MonitorConfiguration, _ format: ReplayFormat, using generator: inout SeededGenerator
  ) {
    require(!format.hasFrames, "an episode of frames of \(format.observationShape) has no vectors")
    var (prediction, batch) = OpenLoopPrediction.part(
      of: episode, from: start, by: model, monitor, format, using: &generator)
    let length = prediction.length
    let truth = batch.observations.reshaped([length, format.observationShape[0]])
    let moments = DrawMoments(prediction.observations(at: 0..<length), stateAxis: 1)
    func rows(_ tensor: Tensor) -> [[Double]] {
      (0..<length).map { tensor[$0].scalars.map { Double($0) } }
    }
    context = monitor.context
    (truths, predictions) = (rows(truth), rows(moments.mean))
    spreads = rows(moments.stddev)
  }

  /// The first components over time: the truth, and the mean prediction with a band of two standard
  /// deviations over draws to either side.
  ///
  /// - Parameter count: The most components to show.
  /// - Returns: One chart per component; steps up to 0 are the context.
  public func figure(componentCount count: Int = 12) -> Figure {
    let charts = (0..<min(count, truths[0].count)).map { component -> Chart in
      func points(_ rows: [[Double]]) -> [SIMD2<Double>] {
        rows.enumerated().map { SIMD2(Double($0.offset - context + 1), $0.element[component]) }
      }
      let band = zip(points(predictions), points(spreads)).map { mean, spread in
        Chart.Interval(x: mean.x, low: mean.y - 2 * spread.y, high: mean.y + 2 * spread.y)
      }
      let heights = truths.map { $0[component] } + band.flatMap { [$0.low, $0.high] }
      return Chart(
        title: "Component \(component)", xLabel: "decisions after the last look", yLabel: "",
        series: [
          Chart.Series(
            "last look", color: Chart.lastLook, style: .dashes,
            points: [SIMD2(0, heights.min() ?? 0), SIMD2(0, heights.max() ?? 1)]),
          Chart.Series("truth", color: Chart.truth, points: points(truths)),
          Chart.Series(
            "prediction", color: Chart.palette[1], points: points(predictions), band: band),
        ])
    }
    var figure = Figure(charts: charts, columns: 3)
    (figure.chartWidth, figure.chartHeight) = (340, 220)
    return figure
  }
}
