/// The description of a planar model, which people read and write.
///
/// ``compiled()`` turns it into the ``Model`` that a ``World`` simulates.
public struct ModelDescription: Hashable, Sendable {
  /// The plane in which everything moves.
  public var plane: Plane
  /// The options of the simulation.
  public var options: Options
  /// The mass to which all bodies are scaled, in kg, or `nil` to leave them as their shapes imply.
  public var totalMass: Double?
  /// The shapes that are fixed to the world.
  public var geoms: [Geom]
  /// The marks that are fixed to the world.
  public var sites: [Site]
  /// The bodies that are attached to the world.
  public var bodies: [Body]
  /// The strings between sites.
  public var tendons: [Tendon]
  /// The motors of the joints, in the order of the controls.
  public var motors: [Motor]
  /// The sites that are touch sensors, in the order of the sensors: balls, or ellipsoids that are
  /// not rotated relative to their bodies.
  public var touchSensors: [String]

  /// Creates a description.
  public init(
    plane: Plane = .xz, options: Options = Options(), totalMass: Double? = nil,
    geoms: [Geom] = [], sites: [Site] = [], bodies: [Body] = [], tendons: [Tendon] = [],
    motors: [Motor] = [], touchSensors: [String] = []
  ) {
    self.plane = plane
    self.options = options
    self.totalMass = totalMass
    self.geoms = geoms
    self.sites = sites
    self.bodies = bodies
    self.tendons = tendons
    self.motors = motors
    self.touchSensors = touchSensors
  }
}
