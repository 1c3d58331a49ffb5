/// A mark fixed to a body: a place for a tendon or a sensor, without mass.
public struct Site: Hashable, Sendable {
  /// The name of the site.
  public var name: String
  /// Its shape, which bounds a touch sensor.
  public var shape: Shape
  /// Its placement in the frame of its body.
  public var placement: Placement
  /// Its appearance.
  public var material: Material
  /// Whether it is drawn.
  public var isVisible: Bool

  /// Creates a site.
  public init(
    _ name: String, _ shape: Shape = .sphere(radius: 0.005), at position: SIMD3<Double> = .zero,
    material: Material = .plain, isVisible: Bool = true
  ) {
    self.name = name
    self.shape = shape
    self.placement = Placement(position: position)
    self.material = material
    self.isVisible = isVisible
  }
}
