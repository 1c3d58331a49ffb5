import Base
import Imaging

extension Dashboard {
  /// Draws the rows of the imagined future and of the true one.
  func drawFuture(_ snapshot: Snapshot, into image: inout Image) {
    let future = snapshot.future
    guard layout.scale > 0 else { return drawImagined(future.imagined, into: &image) }
    write(
      [
        (future.title, Palette.words), ("  spread: ", Palette.faint),
        ("weight draws", Palette.weights), (", ", Palette.faint),
        ("state draws", Palette.states),
      ], in: layout.future.title, into: &image)
    var rest = layout.future.content
    let cell = DashboardLayout.cell * layout.scale
    let shown = places(
      of: future.imagined.count,
      capacity: (rest.width - DashboardLayout.rowNameWidth * layout.scale) / cell)
    let rows = [
      ("true", "", Palette.actual, future.actual),
      ("imagined", "", Palette.imagined, future.imagined),
      ("spread", future.spreadNote, Palette.words, future.spread),
    ]
    for (name, note, color, sights) in rows {
      var row = rest.takeTop(cell)
      var words = row.takeLeft(DashboardLayout.rowNameWidth * layout.scale)
      _ = words.takeTop(9 * layout.scale)
      write([(name, color)], in: words.takeTop(10 * layout.scale), into: &image)
      write([(note, Palette.faint)], in: words, into: &image)
      for place in shown {
        let area = row.takeLeft(cell)
        guard place < sights.count else { continue }
        let side = area.width - 2 * layout.scale
        image.draw(
          sights[place], in: Area(x: area.x, y: area.y, width: side, height: side))
      }
    }
    drawTimes(shown.map { Double($0 + 1) * snapshot.secondsPerDecision }, in: rest, into: &image)
  }

  /// Writes the time of each of the shown sights.
  private func drawTimes(_ times: [Double], in area: Area, into image: inout Image) {
    var rest = area
    let words = rest.takeLeft(DashboardLayout.rowNameWidth * layout.scale)
    write([("in s", Palette.faint)], in: words, into: &image)
    for time in times {
      write(
        [(fixed(time, decimals: 2), Palette.faint)],
        in: rest.takeLeft(DashboardLayout.cell * layout.scale), into: &image)
    }
  }

  /// Draws the imagined frames in one row, as large as possible, without text.
  private func drawImagined(_ sights: [Sight], into image: inout Image) {
    var row = layout.future.content
    let side = min(row.height, row.width / max(1, min(sights.count, 12)))
    guard side > 0 else { return }
    for place in places(of: sights.count, capacity: row.width / side) {
      let area = row.takeLeft(side)
      image.draw(sights[place], in: Area(x: area.x, y: area.y, width: side, height: side))
    }
  }

  /// Returns some of `count` places, evenly spread and including the last.
  private func places(of count: Int, capacity: Int) -> [Int] {
    let shown = min(count, max(0, capacity))
    return (0..<shown).map { ($0 + 1) * count / shown - 1 }
  }

  /// Draws the cumulative rewards over the decisions ahead.
  func drawFan(_ fan: Snapshot.Fan, secondsPerDecision: Double, into image: inout Image) {
    guard layout.scale > 0 else { return }
    write([("return ahead", Palette.words)], in: layout.fan.title, into: &image)
    let scale = layout.scale
    let edges = [-2.0, 2].map { sign in
      zip(fan.imagined, fan.deviation).map { $0 + sign * $1 }
    }
    let curves = fan.candidates.flatMap { $0 } + [fan.imagined, fan.actual] + edges
    let length = curves.map(\.count).max() ?? 0
    let graph = Graph(
      in: layout.fan.content, x: 0...Double(max(length, 1)) * secondsPerDecision,
      y: Graph.range(of: curves.flatMap { $0 }, atLeast: 0.5), scale: scale)
    image.drawAxes(of: graph, unit: "s")
    func points(_ sums: [Double]) -> [SIMD2<Double>] {
      [SIMD2(0, 0)]
        + sums.enumerated().map { SIMD2(Double($0.offset + 1) * secondsPerDecision, $0.element) }
    }
    for (iteration, candidates) in fan.candidates.enumerated() {
      let color = Palette.candidates(iteration: iteration, of: fan.candidates.count)
      for sums in candidates { image.drawCurve(points(sums), in: graph, color: color) }
    }
    for edge in edges { image.drawCurve(points(edge), in: graph, color: Palette.imagined) }
    image.drawCurve(
      points(fan.imagined), in: graph, color: Palette.imagined, thickness: scale + 1)
    image.drawCurve(points(fan.actual), in: graph, color: Palette.actual, thickness: scale + 1)
    drawLegend(of: fan, in: graph, into: &image)
  }

  private func drawLegend(of fan: Snapshot.Fan, in graph: Graph, into image: inout Image) {
    var corner = graph.area.inset(by: 3 * layout.scale)
    var entries = [("imagined, +-2 sd", Palette.imagined), ("true", Palette.actual)]
    if !fan.candidates.isEmpty {
      entries.append(("candidates", Palette.candidates(iteration: 0, of: 1)))
    }
    for entry in entries {
      write([entry], in: corner.takeTop(BitmapFont.lineHeight * layout.scale), into: &image)
    }
  }

  /// Draws the rewards of the last decisions, received and predicted.
  func drawRewards(_ snapshot: Snapshot, into image: inout Image) {
    let (scale, content) = (layout.scale, layout.rewards.content)
    guard scale > 0 else { return }
    write(
      [
        ("reward per decision  ", Palette.words), ("received", Palette.actual),
        ("  ", Palette.words), ("predicted one decision ahead, +-2 sd", Palette.imagined),
      ], in: layout.rewards.title, into: &image)
    let room = max(2, (content.width - Graph.leftMargin * scale) / (3 * scale))
    let first = max(0, snapshot.rewards.count - room)
    let shown = Array(snapshot.rewards[first...])
    let second = snapshot.secondsPerDecision
    func time(_ index: Int) -> Double { Double(first + index + 1) * second }
    let values = shown.map(\.predicted) + shown.compactMap(\.received)
    let graph = Graph(
      in: content, x: Double(first) * second...Double(first + room) * second,
      y: Graph.range(of: values, atLeast: 0.5), scale: scale)
    image.drawAxes(of: graph, unit: "s")
    let bands = shown.enumerated().map { index, reward in
      (
        x: time(index), low: reward.predicted - 2 * reward.deviation,
        high: reward.predicted + 2 * reward.deviation
      )
    }
    image.fillBand(bands, in: graph, color: Palette.deviation)
    let predicted = shown.enumerated().map { SIMD2(time($0.offset), $0.element.predicted) }
    image.drawCurve(predicted, in: graph, color: Palette.imagined, thickness: scale)
    let received = shown.enumerated().map { index, reward in
      SIMD2(time(index), reward.received ?? .nan)
    }
    image.drawCurve(received, in: graph, color: Palette.actual, thickness: scale)
  }
}
