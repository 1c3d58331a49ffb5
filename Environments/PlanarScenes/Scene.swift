import PlanarPhysics

/// Everything that a picture shows, in world coordinates.
///
/// A scene is a plain value: any model can fill one in, not only the planar worlds of this package.
/// Lengths are in metres, angles in radians, z points up, and colours are red, green and blue in
/// [0, 1] without gamma.
public struct Scene: Sendable {
  /// The camera that takes the picture.
  public var camera: Camera
  /// The light that shines along the camera's view.
  public var headlight: Headlight
  /// The other lights.
  public var lights: [Light]
  /// Flat rectangles such as floors and walls, which can reflect, and on which shadows fall.
  public var panels: [Panel]
  /// The solid bodies.
  public var primitives: [Primitive]
  /// Whether the background is the starry sky; otherwise it is black.
  public var showsSky: Bool

  /// Creates a scene.
  public init(
    camera: Camera, headlight: Headlight = Headlight(), lights: [Light] = [],
    panels: [Panel] = [], primitives: [Primitive] = [], showsSky: Bool = true
  ) {
    (self.camera, self.headlight, self.lights) = (camera, headlight, lights)
    (self.panels, self.primitives, self.showsSky) = (panels, primitives, showsSky)
  }
}
