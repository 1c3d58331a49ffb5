/// A contact between two geoms.
public struct Contact: Hashable, Sendable {
  /// The numbers of the two geoms: plane before sphere before capsule, then by number.
  public var geoms: [Int]
  /// The distance between the surfaces, in m: negative where they overlap.
  public var distance: Double
  /// The middle of the overlap, in m.
  public var position: SIMD3<Double>
  /// The normal from the first geom to the second.
  public var normal: SIMD3<Double>
  /// The two tangents.
  public var tangents: [SIMD3<Double>]
  /// The force on the second geom along the normal and the tangents, in N.
  public var force: SIMD3<Double>
}
