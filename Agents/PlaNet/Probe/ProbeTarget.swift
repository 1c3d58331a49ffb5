/// A true quantity of an environment, such as a joint's velocity.
public struct ProbeTarget: Hashable, Sendable {
  /// Its name, such as `bthigh`.
  public var name: String
  /// Its group, such as `velocity`.
  public var group: String

  /// Creates a quantity.
  public init(_ name: String, group: String) {
    (self.name, self.group) = (name, group)
  }
}
