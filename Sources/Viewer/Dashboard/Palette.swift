import Imaging

/// The colours of a dashboard: one for each kind of thing, in all parts.
public enum Palette {
  /// What is behind all.
  public static let background = Pixel(18, 20, 24)
  /// What is behind pictures and charts.
  public static let ground = Pixel(30, 33, 39)
  /// Lines of a grid.
  public static let grid = Pixel(52, 57, 66)
  /// Words.
  public static let words = Pixel(225, 228, 232)
  /// Words that matter less.
  public static let faint = Pixel(140, 148, 160)
  /// What is true.
  public static let actual = Pixel(90, 210, 150)
  /// What is imagined or predicted.
  public static let imagined = Pixel(255, 168, 60)
  /// Where what is imagined may lie.
  public static let deviation = Pixel(96, 70, 38)
  /// What draws of the weights disagree about.
  public static let weights = Chart.weightDraws
  /// What draws of latent states leave to chance.
  public static let latents = Chart.latentDraws

  /// What was considered in an iteration of a search: the later, the brighter.
  static func candidates(iteration: Int, of count: Int) -> Pixel {
    let share = Double(iteration + 1) / Double(max(count, 1))
    func channel(_ low: Double, _ high: Double) -> UInt8 {
      UInt8(low + (high - low) * share * share)
    }
    return Pixel(channel(50, 120), channel(58, 175), channel(72, 235))
  }
}
