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
