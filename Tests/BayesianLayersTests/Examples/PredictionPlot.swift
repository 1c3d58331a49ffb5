import Imaging
import Tensors

/// A picture of predictions with their spread: a line, a band of two spreads, and the data.
struct PredictionPlot {
  static let bandColor = SIMD3<UInt8>(190, 210, 240)
  static let lineColor = SIMD3<UInt8>(30, 80, 170)
  static let dataColor = SIMD3<UInt8>(200, 40, 30)

  let places: [Scalar]
  let predictions: [(mean: Scalar, spread: Scalar)]
  let data: [(Scalar, Scalar)]
  /// The lowest and the highest value in the picture.
  var range: ClosedRange<Scalar> = -3...3

  /// Draws the picture, on white.
  func image(width: Int, height: Int) -> Image {
    var image = Image(
      width: width, height: height, pixels: [UInt8](repeating: 255, count: 3 * width * height))

    func row(_ value: Scalar) -> Int {
      let part = (range.upperBound - value) / (range.upperBound - range.lowerBound)
      return Int((min(max(part, 0), 1) * Scalar(height - 1)).rounded())
    }
    func paint(_ column: Int, _ rows: ClosedRange<Int>, _ color: SIMD3<UInt8>) {
      guard (0..<width).contains(column) else { return }
      for row in rows.clamped(to: 0...height - 1) {
        let start = 3 * (row * width + column)
        for channel in 0..<3 { image.pixels[start + channel] = color[channel] }
      }
    }

    for column in 0..<width {
      let (mean, spread) = prediction(at: Scalar(column) / Scalar(width - 1))
      paint(column, row(mean + 2 * spread)...row(mean - 2 * spread), Self.bandColor)
      paint(column, row(mean)...row(mean) + 1, Self.lineColor)
    }
    for (place, value) in data {
      let part = (place - places[0]) / (places[places.count - 1] - places[0])
      let column = Int((part * Scalar(width - 1)).rounded())
      for offset in -1...1 {
        paint(column + offset, row(value) - 1...row(value) + 1, Self.dataColor)
      }
    }
    return image
  }

  /// Returns the prediction at a part of the way from the first place to the last.
  private func prediction(at part: Scalar) -> (mean: Scalar, spread: Scalar) {
    let position = part * Scalar(places.count - 1)
    let index = min(Int(position), places.count - 2)
    let (a, b, rest) = (predictions[index], predictions[index + 1], position - Scalar(index))
    return (a.mean + rest * (b.mean - a.mean), a.spread + rest * (b.spread - a.spread))
  }
}
