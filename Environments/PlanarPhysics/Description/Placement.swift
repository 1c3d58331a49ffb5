/// A position and an orientation.
public struct Placement: Hashable, Sendable {
  /// The position of the origin, in m.
  public var position: SIMD3<Double>
  /// The orientation of the axes.
  public var rotation: Rotation

  /// Creates a placement.
  public init(position: SIMD3<Double>, rotation: Rotation = .identity) {
    (self.position, self.rotation) = (position, rotation)
  }

  /// Returns the placement in the outer frame of something placed at `inner` in this frame.
  public func callAsFunction(_ inner: Placement) -> Placement {
    Placement(position: position + rotation(inner.position), rotation: rotation(inner.rotation))
  }
}
