/// A planar model, stated: what a reader reads and a writer changes.
///
/// ``compiled()`` makes the ``Model`` that a ``World`` moves.
public struct ModelDescription: Hashable, Sendable {
  /// The plane that everything moves in.
  public var plane: Plane
  /// How the model is moved through time.
  public var options: Options
  /// The mass that all bodies are scaled to, in kg, or `nil` to leave them as their shapes say.
  public var totalMass: Double?
  /// Shapes that stand still.
  public var geoms: [Geom]
  /// Marks that stand still.
  public var sites: [Site]
  /// The bodies that hang on nothing.
  public var bodies: [Body]
  /// Strings between sites.
  public var tendons: [Tendon]
  /// What pushes the joints, in the order of the controls.
  public var motors: [Motor]
  /// The sites that feel touch, in the order of the touch sensors: balls, or ellipsoids that are not
  /// turned in their bodies.
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
