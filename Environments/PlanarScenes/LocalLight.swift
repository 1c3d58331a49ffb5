import RealModule

/// A light as seen from the frame of a solid or a panel.
struct LocalLight {
  /// Whether rays come from ``position`` rather than along ``toLight``.
  var isSpot: Bool
  var position: SIMD3<Float>
  /// The unit vector towards a directional light, times the length of shadows.
  var toLight: SIMD3<Float>
  var shadowLength: Float
  /// The axis of a spot, and two directions across it.
  var axis, across, along: SIMD3<Float>
  var cosineOfCutoff: Float
  var exponent: Int
  var diffuse, specular: SIMD3<Float>
  var castsShadows: Bool
  var reach: Float

  /// Prepares a light for a frame.
  ///
  /// - Parameters:
  ///   - light: The light in the world.
  ///   - eye: The camera's position, from which points are counted.
  ///   - shadowLength: How far from a surface a directional light looks for bodies, in m.
  ///   - point: Gives the place in the frame of a point relative to the camera.
  ///   - direction: Gives the components in the frame of a direction of the world.
  @inline(__always)
  init(
    _ light: Light, from eye: SIMD3<Double>, shadowLength: Float,
    point: (SIMD3<Float>) -> SIMD3<Float>, direction: (SIMD3<Float>) -> SIMD3<Float>
  ) {
    let frame = Orientation(z: light.direction)
    switch light.spread {
    case .directional:
      (isSpot, cosineOfCutoff, exponent) = (false, -2, 0)
    case .spot(let cutoff, let power):
      (isSpot, cosineOfCutoff, exponent) = (true, Float(Double.cos(cutoff)), power)
    }
    position = point(SIMD3(light.position - eye))
    axis = direction(SIMD3(frame.z))
    across = direction(SIMD3(frame.x))
    along = direction(SIMD3(frame.y))
    toLight = -axis * shadowLength
    (diffuse, specular) = (light.diffuse, light.specular)
    (castsShadows, reach) = (light.castsShadows, Float(light.shadowReach))
    self.shadowLength = shadowLength
  }

  /// Returns the vectors from points to the light.
  @inline(__always)
  func path(from points: LaneVector) -> LaneVector {
    isSpot ? LaneVector(repeating: position) - points : LaneVector(repeating: toLight)
  }

  /// Returns which paths to the light are inside the square where shadows are drawn.
  @inline(__always)
  func isWithinReach(_ path: LaneVector) -> Mask {
    let depth = -reach * path.dot(axis)
    return (magnitude(path.dot(across)) .<= depth) .& (magnitude(path.dot(along)) .<= depth)
  }

  /// Returns how strongly surfaces return the light: the matte part and the highlight.
  ///
  /// - Parameters:
  ///   - path: The vectors from the points to the light.
  ///   - normal: The unit normals of the surface.
  ///   - viewer: The unit vectors towards the eye.
  ///   - shininess: The power of the highlight.
  /// - Returns: What the surface scatters and what it mirrors of the light.
  @inline(__always)
  func strength(
    _ path: LaneVector, normal: LaneVector, viewer: LaneVector, shininess: Int
  ) -> (matte: Lanes, highlight: Lanes) {
    let unit = path.normalized
    let (matte, highlight) = reflection(
      towards: unit, normal: normal, viewer: viewer, shininess: shininess)
    guard isSpot else { return (matte, highlight) }
    let cosine = maximum(-unit.dot(axis), Lanes(repeating: 0))
    let beam = power(cosine, exponent).replacing(with: 0, where: cosine .< cosineOfCutoff)
    return (matte * beam, highlight * beam)
  }
}

/// Returns what a surface returns of light from a direction: Lambert's matte part and Blinn's
/// highlight.
///
/// With the half vector h between light l and viewer v: max(0, n·l) and, where n·l > 0,
/// max(0, n·h) to the power of the shininess.
///
/// Reference: Blinn, "Models of Light Reflection for Computer Synthesized Pictures", SIGGRAPH 1977.
@inline(__always)
func reflection(
  towards light: LaneVector, normal: LaneVector, viewer: LaneVector, shininess: Int
) -> (matte: Lanes, highlight: Lanes) {
  let zero = Lanes(repeating: 0)
  let matte = maximum(normal.dot(light), zero)
  let inverse = inverseRoot(maximum(2 + 2 * light.dot(viewer), Lanes(repeating: 1e-12)))
  let half = maximum((matte + normal.dot(viewer)) * inverse, zero)
  return (matte, power(half, shininess).replacing(with: 0, where: matte .<= 0))
}
