import Base
import Imaging

extension ProbeReport {
  /// Returns the readings against the truth, one chart per target, as in the paper's figure 11.
  ///
  /// - Parameters:
  ///   - horizon: The number of steps in open loop; 0 for states that have seen everything.
  ///   - pointCount: The most states to show, evenly spread; positive.
  /// - Returns: The figure, without charts if there is no reading at this horizon.
  ///
  /// Reference: Tran et al., "Bayesian Layers", NeurIPS 2019, figure 11.
  public func figure(horizon: Int, pointCount: Int = 400) -> Figure {
    let title =
      horizon == 0
      ? "Read from filtered states" : "Read from states \(horizon) decisions after the last look"
    guard let reading = readings.first(where: { $0.horizon == horizon }) else {
      return Figure(title: title, charts: [], columns: 1)
    }
    let step = max(1, (reading.truths.count + pointCount - 1) / pointCount)
    let shown = stride(from: 0, to: reading.truths.count, by: step)
    let groups = groups
    let charts = targets.indices.map { target -> Chart in
      let points = shown.map { row in
        SIMD2(reading.truths[row][target], reading.predictions[row][target])
      }
      let ends = [points.map(\.x).min() ?? 0, points.map(\.x).max() ?? 1]
      let place = groups.firstIndex(of: targets[target].group) ?? 0
      let score = fixed(reading.scores[target], decimals: 2)
      return Chart(
        title: "\(targets[target].group) \(targets[target].name)  R2 = \(score)",
        xLabel: "true", yLabel: "predicted",
        series: [
          Chart.Series(
            "", color: Chart.reference, style: .dashes, points: ends.map { SIMD2($0, $0) }),
          Chart.Series(
            targets[target].group, color: Chart.palette[place % Chart.palette.count],
            style: .dots, points: points),
        ])
    }
    var figure = Figure(title: title, charts: charts, columns: 4)
    (figure.chartWidth, figure.chartHeight) = (300, 260)
    return figure
  }
}
