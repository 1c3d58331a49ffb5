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
