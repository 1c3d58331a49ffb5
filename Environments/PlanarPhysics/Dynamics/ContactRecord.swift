/// A contact between two geoms.
struct ContactRecord {
  /// The orientation of the contact relative to the plane.
  enum Kind {
    /// The normal and the first tangent lie in the plane.
    case firstTangent
    /// The normal and the second tangent lie in the plane.
    case secondTangent
    /// The normal is perpendicular to the plane and both tangents lie in it.
    case crossing
  }
  var pair: Int
  var kind: Kind
  /// The distance between the surfaces; negative where they overlap.
  var distance: Double
  var position: SIMD2<Double>
  /// The normal from the first geom to the second, or the first tangent of a crossing.
  var normal: SIMD2<Double>
  /// The tangent in the plane, or the second tangent of a crossing.
  var tangent: SIMD2<Double>
  /// The component of a crossing's normal along the plane's axis: 1 or −1.
  var outward: Double
  /// The first of the constraint rows, and their number.
  var firstRow: Int
  var rowCount: Int
}
