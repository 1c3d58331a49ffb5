import Base
import Imaging

extension OpenLoopReport {
  /// Errors, spread and coverage over the horizon, as charts.
  public var figure: Figure {
    let (blue, orange) = (Chart.palette[0], Chart.palette[1])
    let (gray, light) = (Chart.truth, Chart.reference)
    func series(
      _ name: String, _ color: Pixel, _ values: [Double], _ style: Chart.Style = .line
    ) -> Chart.Series {
      Chart.Series(
        name, color: color, style: style,
        points: values.enumerated().map { SIMD2(Double($0.offset + 1), $0.element) })
    }
    func compared(
      _ title: String, of what: String, _ label: String, _ values: (Quality) -> [Double]
    ) -> Chart {
      Chart(
        title: title, xLabel: "decisions after the last look", yLabel: label,
        series: [
          series("last \(what)", gray, values(copy), .dashes),
          series("mean \(what)", light, values(trainingMean), .dashes),
          series("mean weights", orange, values(meanWeights)),
          series("drawn weights", blue, values(drawnWeights)),
        ])
    }
    func spread(_ title: String, _ values: (Spread) -> [Double]) -> Chart {
      Chart(
        title: title, xLabel: "decisions after the last look",
        yLabel: "root of the mean variance",
        series: [
          series("states", Chart.stateDraws, values(stateSpread)),
          series("weights", Chart.weightDraws, values(weightSpread)),
          series("both", gray, values(self.spread)),
        ])
    }
    return Figure(
      charts: [
        compared("Error of observations", of: "observation", "mean squared error of an element") {
          $0.observationError
        },
        compared("Error of rewards", of: "reward", "mean absolute error") { $0.rewardError },
        spread("Spread of observations") { $0.observation },
        spread("Spread of rewards") { $0.reward },
        coverageChart("Coverage of observations") { $0.observation },
        coverageChart("Coverage of rewards") { $0.reward },
      ], columns: 2)
  }

  private func coverageChart(_ title: String, _ values: (Coverage) -> [Double]) -> Chart {
    let horizons = [1, Double(max(horizon, 2))]
    let levels = coverage.filter(\.hasNoise).map { coverage in
      Chart.Series(
        "", color: Chart.reference, style: .dashes,
        points: horizons.map { SIMD2($0, coverage.level) })
    }
    let curves = coverage.map { coverage in
      let kind = coverage.hasNoise ? "with noise" : "draws only"
      return Chart.Series(
        "\(Int((100 * coverage.level).rounded())) %, \(kind)",
        color: Chart.palette[(coverage.level > 0.7 ? 3 : 5)],
        style: coverage.hasNoise ? .line : .dashes,
        points: values(coverage).enumerated().map { SIMD2(Double($0.offset + 1), $0.element) })
    }
    return Chart(
      title: title, xLabel: "decisions after the last look", yLabel: "part of the truth inside",
      series: levels + curves, yRange: 0...1.02)
  }

  /// The most important numbers by horizon as a table for a terminal: for observations, and for
  /// rewards with the fraction of the truth in intervals with noise.
  public var table: String {
    let inside = { (level: Double, coverage: Coverage) in
      coverage.hasNoise && coverage.level == level
    }
    let ofObservations: [(heading: String, values: [Double])] = [
      ("error", drawnWeights.observationError), ("mean-w.", meanWeights.observationError),
      ("copy", copy.observationError), ("mean", trainingMean.observationError),
      ("spread", spread.observation),
    ]
    let ofRewards: [(heading: String, values: [Double])] = [
      ("error", drawnWeights.rewardError), ("copy", copy.rewardError), ("spread", spread.reward),
      ("in 50 %", coverage.first { inside(0.5, $0) }?.reward ?? []),
      ("in 90 %", coverage.first { inside(0.9, $0) }?.reward ?? []),
    ]
    let columns = ofObservations + ofRewards
    func line(_ cells: [String]) -> String {
      cells.enumerated().map { $1.rightAligned(in: $0 == 0 ? 7 : 9) }.joined()
    }
    func rule(_ name: String, over columns: Int) -> String {
      let edge = String(repeating: "-", count: (9 * columns - 2 - name.count - 2) / 2)
      return "\(edge) \(name) \(edge)".rightAligned(in: 9 * columns)
    }
    var lines = [
      "".leftAligned(in: 7) + rule("observations", over: ofObservations.count)
        + rule("rewards", over: ofRewards.count),
      line(["horizon"] + columns.map(\.heading)),
    ]
    for shown in Self.reportedHorizons(upTo: horizon) {
      lines.append(
        line(
          ["\(shown)"]
            + columns.map {
              shown <= $0.values.count ? fixed($0.values[shown - 1], decimals: 5) : "-"
            }))
    }
    return lines.joined(separator: "\n")
  }
}
