import Base
import Imaging

extension PredictedEpisode {
  /// Returns a picture with rows for truth, prediction, error and spread, with time to the right.
  ///
  /// The context has a bar above it, and a line at its end.
  ///
  /// - Parameter horizons: The steps after the context to show, as far as they were predicted, or
  ///   `nil` for those of a report.
  /// - Returns: The picture; frames of less than 64 pixels are magnified to 64.
  public func strip(horizons: [Int]? = nil) -> Image {
    let horizons =
      horizons ?? OpenLoopReport.reportedHorizons(upTo: steps.last?.horizon ?? 0)
    let shown = steps.filter { $0.horizon <= 0 || horizons.contains($0.horizon) }
    let seen = shown.count { $0.horizon <= 0 }
    guard let first = shown.first else { return Image(width: 0, height: 0) }
    let scale = max(1, 64 / first.truth.width)
    let (width, height) = (first.truth.width * scale, first.truth.height * scale)
    let (gap, margin, header) = (2, 13 * BitmapFont.advance, 16)
    // There is more space after the context, for the line.
    func left(_ column: Int) -> Int {
      margin + column * (width + gap) + (column >= seen ? 3 * gap : 0)
    }
    var picture = Image(width: left(shown.count) - gap, height: header + 4 * (height + gap) - gap)
    for (row, name) in Self.rowNames.enumerated() {
      let y = header + row * (height + gap)
      picture.draw(name, x: 3, y: y + (height - BitmapFont.lineHeight) / 2)
      for (column, step) in shown.enumerated() {
        let image = step.pictures[row].image.resized(width: width, height: height)
        picture.paste(image, x: left(column), y: y)
      }
    }
    let blue = Chart.lastLook
    for (column, step) in shown.enumerated() {
      let words = step.horizon > 0 ? "+\(step.horizon)" : "\(step.horizon)"
      let x = left(column) + (width - words.count * BitmapFont.advance) / 2
      picture.draw(words, x: x, y: 1, color: step.horizon > 0 ? .white : blue)
    }
    picture.fill(x: left(0), y: 11, width: left(seen - 1) + width - left(0), height: 3, with: blue)
    picture.fill(
      x: left(seen) - 2 * gap, y: 0, width: gap, height: picture.height, with: blue)
    return picture
  }

  /// The rows of a strip.
  static var rowNames: [String] {
    ["truth", "prediction", "error x\(Int(errorGain))", "spread x\(Int(spreadGain))"]
  }

  /// Returns all predicted frames in a sheet: the truth above the mean prediction.
  ///
  /// - Parameter columns: The number of frames in a row.
  /// - Returns: One picture.
  public func contactSheet(columns: Int = 10) -> Image {
    let images = steps.map { step -> Image in
      var pair = Image(width: step.truth.width, height: 2 * step.truth.height + 1)
      pair.paste(step.truth, x: 0, y: 0)
      pair.paste(step.prediction, x: 0, y: step.truth.height + 1)
      return pair
    }
    let captions = steps.map { $0.horizon > 0 ? "+\($0.horizon)" : "\($0.horizon)" }
    return ContactSheet.make(images, captions: captions, columns: columns)
  }

  /// The pictures of an animation: truth, prediction, error and spread side by side, with rewards.
  public var animationFrames: [Image] {
    let context = steps.count { $0.horizon <= 0 }
    return steps.map { step in
      let scale = max(1, 128 / step.truth.width)
      let images = step.pictures.map {
        $0.image.resized(width: step.truth.width * scale, height: step.truth.height * scale)
      }
      let row = ContactSheet.make(images, captions: Self.rowNames, columns: 4)
      let time =
        step.horizon > 0
        ? "open loop +\(step.horizon)" : "looking \(step.horizon + context) of \(context)"
      let footer = 14
      var frame = Image(width: row.width, height: row.height + footer)
      frame.paste(row, x: 0, y: 0)
      frame.draw(
        "\(time)   reward \(fixed(step.reward, decimals: 2)) predicted \(fixed(step.predictedReward, decimals: 2))",
        x: 0, y: row.height + 4, color: step.horizon > 0 ? .white : Chart.lastLook)
      return frame
    }
  }
}
