/// The options of a model's simulation.
public struct Options: Hashable, Sendable {
  /// The method of integration.
  public enum Integrator: Hashable, Sendable {
    /// Semi-implicit Euler, with joint damping taken implicitly.
    case euler
    /// The classical Runge–Kutta scheme of order 4.
    case rungeKutta4
  }

  /// The set to which contact forces are restricted.
  public enum Cone: Hashable, Sendable {
    /// A pyramid with four edges, along each of which there is a separate force.
    case pyramidal
    /// The round cone.
    case elliptic
  }

  /// The duration of a step, in s.
  public var timeStep: Double
  /// The method of integration.
  public var integrator: Integrator
  /// The set to which contact forces are restricted.
  public var cone: Cone
  /// The acceleration of gravity, in m/s².
  public var gravity: SIMD3<Double>
  /// Whether there are contacts at all.
  public var contactsAreEnabled: Bool

  /// Creates options; the defaults are MuJoCo's, except for the time step of 0.01 s.
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
