import Imaging

/// The colours of a dashboard: one for each kind of thing, in all parts.
package enum Palette {
  /// What is behind all.
  package static let background = Pixel(18, 20, 24)
  /// What is behind pictures and charts.
  package static let ground = Pixel(30, 33, 39)
  /// Lines of a grid.
  package static let grid = Pixel(52, 57, 66)
  /// Words.
  package static let words = Pixel(225, 228, 232)
  /// Words that matter less.
  package static let faint = Pixel(140, 148, 160)
  /// What is true.
  package static let actual = Pixel(90, 210, 150)
  /// What is imagined or predicted.
  package static let imagined = Pixel(255, 168, 60)
  /// Where what is imagined may lie.
  package static let deviation = Pixel(96, 70, 38)
  /// What draws of the weights disagree about.
  package static let weights = Chart.weightDraws
  /// What draws of states leave to chance.
  package static let states = Chart.stateDraws

  /// What was considered in an iteration of a search: the later, the brighter.
  static func candidates(iteration: Int, of count: Int) -> Pixel {
    let share = Double(iteration + 1) / Double(max(count, 1))
    func channel(_ low: Double, _ high: Double) -> UInt8 {
      UInt8(low + (high - low) * share * share)
    }
    return Pixel(channel(50, 120), channel(58, 175), channel(72, 235))
  }
}
