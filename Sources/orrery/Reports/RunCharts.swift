import Imaging
import Records

/// Runs that form one curve.
struct RunGroup {
  var name: String
  var runs: [RunHistory]
}

/// The charts of runs, for the quantities that were measured.
struct RunCharts {
  let groups: [RunGroup]
  let isOverMinutes: Bool

  private typealias Curve = [SIMD2<Double>]

  /// The charts in the order of the page.
  var all: [Chart] {
    let time = isOverMinutes ? "minutes of training" : "environment steps"
    let charts = [
      Chart(
        title: "Score", xLabel: time, yLabel: "mean return of evaluation episodes",
        series: curves { score(of: $0) }),
      Chart(
        title: "Weight KL", xLabel: time, yLabel: "KL to the prior, nats",
        series: curves { measured("weight_kl", of: $0) }),
      Chart(
        title: "Weight KL of layers", xLabel: time,
        yLabel: "KL to the prior, of that at the start",
        series: layerCurves { run, layer in sharesOfFirst(measured("weight_kl/" + layer, of: run)) }
      ),
      Chart(
        title: "Signal to noise of layers", xLabel: time,
        yLabel: "median of |mean| / deviation of weights",
        series: layerCurves { run, layer in measured("weight_signal_to_noise/" + layer, of: run) }),
      Chart(
        title: "Open-loop error of observations", xLabel: "decisions after the last look",
        yLabel: "mean squared error of an element of an observation",
        series: curves { horizons(of: $0, observationError) }
          + baselines([("_copy", "last observation"), ("_training_mean", "mean observation")]) {
            run, suffix in observationError(run).map { $0 + suffix }
          }),
      Chart(
        title: "Open-loop error of rewards", xLabel: "decisions after the last look",
        yLabel: "mean absolute error of a reward",
        series: curves { run in horizons(of: run) { _ in "reward_error" } }
          + baselines([("_copy", "last reward"), ("_training_mean", "mean reward")]) {
            "reward_error" + $1
          }),
    ]
    return charts.filter { !$0.series.isEmpty }
  }

  /// Returns a curve for each group that has one.
  private func curves(_ curve: (RunHistory) -> Curve) -> [Chart.Series] {
    groups.enumerated().compactMap { number, group in
      let (curves, count) = (group.runs.map(curve), group.runs.count)
      let drawn = curves.count { !$0.isEmpty }
      let words = drawn < count ? "\(drawn) of \(count) runs" : "\(count) runs"
      return series(
        count > 1 ? "\(group.name) (\(words))" : group.name, curves,
        color: Chart.palette[number % Chart.palette.count], style: .line)
    }
  }

  /// Returns a curve for each layer of each group whose weights are distributions.
  ///
  /// A layer has the same colour in all groups, different from those of groups and baselines, since
  /// all share a legend; lines, dashes and dots distinguish the groups. When the colours run out,
  /// the remaining layers start again with the first one, in the next of these styles.
  private func layerCurves(_ curve: (RunHistory, String) -> Curve) -> [Chart.Series] {
    let prefix = "weight_kl/"
    let metrics = Set(groups.flatMap(\.runs).flatMap(\.metrics.keys))
    let layers = metrics.filter { $0.hasPrefix(prefix) }.sorted().map {
      String($0.dropFirst(prefix.count))
    }
    let all = Chart.palette.filter { $0 != Chart.truth }
    let colors = groups.count < all.count ? Array(all[groups.count...]) : all
    let styles = [Chart.Style.line, .dashes, .dots]
    var found: [Chart.Series?] = []
    for (number, group) in groups.enumerated() {
      for (index, layer) in layers.enumerated() {
        found.append(
          series(
            groups.count > 1 ? "\(group.name) \(layer)" : layer,
            group.runs.map { curve($0, layer) }, color: colors[index % colors.count],
            style: styles[(number + index / colors.count) % styles.count]))
      }
    }
    return found.compactMap { $0 }
  }

  /// Returns the median and the band of curves, or `nil` if they have no point.
  private func series(
    _ name: String, _ curves: [Curve], color: Pixel, style: Chart.Style
  ) -> Chart.Series? {
    let summary = CurveSummary(curves)
    guard !summary.median.isEmpty else { return nil }
    return Chart.Series(
      name, color: color, style: style, points: summary.median, band: summary.band)
  }

  /// Returns dashed curves of predictions without a model, the median over all runs.
  private func baselines(
    _ kinds: [(suffix: String, name: String)], _ metric: (RunHistory, String) -> String?
  ) -> [Chart.Series] {
    let grays = [Chart.truth, Chart.reference]
    return kinds.enumerated().compactMap { index, kind in
      let summary = CurveSummary(
        groups.flatMap(\.runs).map { run in horizons(of: run) { metric($0, kind.suffix) } })
      guard !summary.median.isEmpty else { return nil }
      return Chart.Series(
        kind.name, color: grays[index % grays.count], style: .dashes, points: summary.median)
    }
  }

  private func score(of run: RunHistory) -> Curve {
    curve(run.evaluations["score_mean"] ?? [], seconds: run.evaluations["train_seconds"] ?? [])
  }

  private func measured(_ metric: String, of run: RunHistory) -> Curve {
    curve(run.metrics[metric] ?? [], seconds: run.metrics["time/training_total"] ?? [])
  }

  private func sharesOfFirst(_ curve: Curve) -> Curve {
    guard let first = curve.first?.y, first > 0 else { return [] }
    return curve.map { [$0.x, $0.y / first] }
  }

  /// Returns measurements over steps, or over the minutes that were measured with them.
  private func curve(
    _ points: [RunHistory.Point], seconds: [RunHistory.Point]
  ) -> Curve {
    guard isOverMinutes else { return points.map { [Double($0.step), $0.value] } }
    let minutes = Dictionary(seconds.map { ($0.step, $0.value / 60) }) { $1 }
    return points.compactMap { point in minutes[point.step].map { [$0, point.value] } }
  }

  /// Returns the name of the observation error in the metrics of a run.
  private func observationError(_ run: RunHistory) -> String? {
    ["image_error", "observation_error"].first { name in
      run.metrics.keys.contains { $0.hasPrefix("open_loop/\(name)/") }
    }
  }

  /// Returns the last evaluation's measurement at each horizon, where it is finite.
  private func horizons(of run: RunHistory, _ metric: (RunHistory) -> String?) -> Curve {
    guard let metric = metric(run) else { return [] }
    let measured = run.metrics.filter { $0.key.hasPrefix("open_loop/") }
    let newest = measured.values.compactMap { $0.last?.step }.max()
    let prefix = "open_loop/\(metric)/"
    return measured.compactMap { name, points -> SIMD2<Double>? in
      guard name.hasPrefix(prefix), let horizon = Int(name.dropFirst(prefix.count)),
        let last = points.last, last.step == newest
      else { return nil }
      return [Double(horizon), last.value]
    }.sorted { $0.x < $1.x }
  }
}
