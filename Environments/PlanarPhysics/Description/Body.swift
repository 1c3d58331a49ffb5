/// A rigid body with its joints, shapes and children.
///
/// Its joints act in order: each moves the body in the frame that results from the previous ones. A
/// body without joints is fixed to its parent.
public struct Body: Hashable, Sendable {
  /// The name of the body.
  public var name: String
  /// The position of its frame in the frame of its parent, at the reference coordinates, in m.
  public var position: SIMD3<Double>
  /// The rotation of its frame there, about the plane's axis, in rad.
  public var angle: Double
  /// Its joints to the parent.
  public var joints: [Joint]
  /// Its shapes, which give its mass.
  public var geoms: [Geom]
  /// Its marks.
  public var sites: [Site]
  /// The bodies attached to it.
  public var children: [Body]

  /// Creates a body.
  public init(
    _ name: String, at position: SIMD3<Double> = .zero, angle: Double = 0, joints: [Joint] = [],
    geoms: [Geom] = [], sites: [Site] = [], children: [Body] = []
  ) {
    self.name = name
    self.position = position
    self.angle = angle
    self.joints = joints
    self.geoms = geoms
    self.sites = sites
    self.children = children
  }
}
