/// A motor on a joint: its force is `gear` times the control, which is clamped to `range`.
public struct Motor: Hashable, Sendable {
  /// The name of the motor.
  public var name: String
  /// The name of the joint.
  public var joint: String
  /// The force of a full control, in N or N·m.
  public var gear: Double
  /// The range to which a control is clamped.
  public var range: ClosedRange<Double>

  /// Creates a motor, whose name is that of its joint unless given.
  public init(
    _ name: String? = nil, joint: String, gear: Double, range: ClosedRange<Double> = -1...1
  ) {
    self.name = name ?? joint
    self.joint = joint
    self.gear = gear
    self.range = range
  }
}
