/// The plane in which a model moves.
///
/// Its coordinates are (s, t). Bodies turn about the axis perpendicular to it.
public enum Plane: Hashable, Sendable {
  /// The vertical plane of x and z, with angles about +y: positive ones turn x towards −z.
  case xz
  /// The horizontal plane of x and y, with angles about +z: positive ones turn x towards y.
  case xy

  /// The axis perpendicular to the plane, about which angles are measured.
  public var axis: SIMD3<Double> {
    switch self {
    case .xz: [0, 1, 0]
    case .xy: [0, 0, 1]
    }
  }

  /// The sense of a positive angle in (s, t): 1 if it turns s towards t, otherwise −1.
  var sense: Double {
    switch self {
    case .xz: -1
    case .xy: 1
    }
  }

  /// Returns the plane coordinates (s, t) of a vector.
  public func project(_ vector: SIMD3<Double>) -> SIMD2<Double> {
    switch self {
    case .xz: [vector.x, vector.z]
    case .xy: [vector.x, vector.y]
    }
  }

  /// Returns the component of a vector along ``axis``.
  public func depth(_ vector: SIMD3<Double>) -> Double {
    dot(vector, axis)
  }

  /// Returns the vector in space with plane coordinates `point` and the given depth.
  public func lift(_ point: SIMD2<Double>, depth: Double = 0) -> SIMD3<Double> {
    switch self {
    case .xz: [point.x, depth, point.y]
    case .xy: [point.x, point.y, depth]
    }
  }
}
