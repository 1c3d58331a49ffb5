/// A string between two sites that cannot become longer than its limit.
public struct Tendon: Hashable, Sendable {
  /// The name of the tendon.
  public var name: String
  /// The names of the two sites, at the same depth.
  public var sites: [String]
  /// The greatest length, in m.
  public var maximumLength: Double
  /// The softness of the limit.
  public var softness: Softness
  /// The radius of the drawn string, in m.
  public var radius: Double

  /// Creates a tendon.
  public init(
    _ name: String, between first: String, and second: String, maximumLength: Double,
    softness: Softness = Softness(), radius: Double = 0.003
  ) {
    self.name = name
    self.sites = [first, second]
    self.maximumLength = maximumLength
    self.softness = softness
    self.radius = radius
  }
}
