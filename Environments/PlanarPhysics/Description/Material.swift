/// The appearance of a geom or site: a name and a colour.
public struct Material: Hashable, Sendable {
  /// The name of the material.
  public var name: String
  /// Red, green and blue in [0, 1].
  public var color: SIMD3<Double>

  /// Creates a material.
  public init(name: String, color: SIMD3<Double>) {
    (self.name, self.color) = (name, color)
  }

  /// The checkered, reflective floor.
  public static let grid = Material(name: "grid", color: [1, 1, 1])
  /// The agent's own body.
  public static let body = Material(name: "self", color: [0.7, 0.5, 0.3])
  /// The part with which the agent touches the world.
  public static let effector = Material(name: "effector", color: [0.7, 0.4, 0.2])
  /// Pins, rails and walls.
  public static let decoration = Material(name: "decoration", color: [0.3, 0.5, 0.7])
  /// The target that the agent must reach.
  public static let target = Material(name: "target", color: [0.6, 0.3, 0.3])
  /// Marks and strings.
  public static let plain = Material(name: "plain", color: [0.5, 0.5, 0.5])
}
