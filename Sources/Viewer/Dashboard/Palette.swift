import Imaging

/// The colours of a dashboard: one for each kind of content, in all parts.
package enum Palette {
  /// The background of everything.
  package static let background = Pixel(18, 20, 24)
  /// The background of pictures and charts.
  package static let ground = Pixel(30, 33, 39)
  /// Lines of a grid.
  package static let grid = Pixel(52, 57, 66)
  /// Text.
  package static let words = Pixel(225, 228, 232)
  /// Less important text.
  package static let faint = Pixel(140, 148, 160)
  /// The truth.
  package static let actual = Pixel(90, 210, 150)
  /// Imagined or predicted values.
  package static let imagined = Pixel(255, 168, 60)
  /// The range of imagined values.
  package static let deviation = Pixel(96, 70, 38)
  /// The disagreement between draws of the weights.
  package static let weights = Chart.weightDraws
  /// The randomness of states.
  package static let states = Chart.stateDraws

  /// Returns the colour of the candidates of a search iteration: the later, the brighter.
  static func candidates(iteration: Int, of count: Int) -> Pixel {
    let share = Double(iteration + 1) / Double(max(count, 1))
    func channel(_ low: Double, _ high: Double) -> UInt8 {
      UInt8(low + (high - low) * share * share)
    }
    return Pixel(channel(50, 120), channel(58, 175), channel(72, 235))
  }
}
