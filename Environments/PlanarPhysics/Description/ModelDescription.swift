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
  /// The sites that feel touch, in the order of the touch sensors.
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

/// How a model is moved through time.
public struct Options: Hashable, Sendable {
  /// How a step is taken.
  public enum Integrator: Hashable, Sendable {
    /// Semi-implicit Euler, with joint damping taken implicitly.
    case euler
    /// The classical Runge–Kutta scheme of order 4.
    case rungeKutta4
  }

  /// The set that contact forces lie in.
  public enum Cone: Hashable, Sendable {
    /// A pyramid with four edges, each of which pushes by itself.
    case pyramidal
    /// The round cone.
    case elliptic
  }

  /// The time that a step takes, in s.
  public var timeStep: Double
  /// How a step is taken.
  public var integrator: Integrator
  /// The set that contact forces lie in.
  public var cone: Cone
  /// The acceleration of gravity, in m/s².
  public var gravity: SIMD3<Double>
  /// Whether geoms touch at all.
  public var contactsAreEnabled: Bool

  /// Creates options; the defaults are MuJoCo's, but for the time step of 0.01 s.
  public init(
    timeStep: Double = 0.01, integrator: Integrator = .euler, cone: Cone = .pyramidal,
    gravity: SIMD3<Double> = [0, 0, -9.81], contactsAreEnabled: Bool = true
  ) {
    self.timeStep = timeStep
    self.integrator = integrator
    self.cone = cone
    self.gravity = gravity
    self.contactsAreEnabled = contactsAreEnabled
  }
}

/// A string between two sites that cannot grow longer than its limit.
public struct Tendon: Hashable, Sendable {
  /// What the tendon is called.
  public var name: String
  /// The names of the two sites.
  public var sites: [String]
  /// The greatest length, in m.
  public var maximumLength: Double
  /// How softly the limit holds.
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

/// A motor on a joint: its force is `gear` times the control, which is kept in `range`.
public struct Motor: Hashable, Sendable {
  /// What the motor is called.
  public var name: String
  /// The name of the joint.
  public var joint: String
  /// The force of a full control, in N or N·m.
  public var gear: Double
  /// The range that a control is clipped to.
  public var range: ClosedRange<Double>

  /// Creates a motor; unless it is given a name, it has that of its joint.
  public init(
    _ name: String? = nil, joint: String, gear: Double, range: ClosedRange<Double> = -1...1
  ) {
    self.name = name ?? joint
    self.joint = joint
    self.gear = gear
    self.range = range
  }
}
