/// A primitive prepared for casting rays: its size, and its frame relative to the camera.
package struct Solid {
  enum Kind { case capsule, cylinder, box, ellipsoid }

  var kind: Kind
  /// Half the extents along the axes; of a capsule and a cylinder: radius, radius, half-length.
  var size: SIMD3<Float>
  /// The centre, from the camera's position, in world directions.
  var center: SIMD3<Float>
  /// The axes, in world directions.
  var x, y, z: SIMD3<Float>
  var finish: Finish
  var label: UInt8

  /// Prepares a primitive for a camera at `eye`.
  ///
  /// A ball is a capsule of no length.
  package init(_ primitive: Primitive, from eye: SIMD3<Double>) {
    switch primitive.shape {
    case .sphere(let radius):
      (kind, size) = (.capsule, SIMD3(Float(radius), Float(radius), 0))
    case .capsule(let radius, let halfLength):
      (kind, size) = (.capsule, SIMD3(Float(radius), Float(radius), Float(halfLength)))
    case .cylinder(let radius, let halfLength):
      (kind, size) = (.cylinder, SIMD3(Float(radius), Float(radius), Float(halfLength)))
    case .box(let halfSize):
      (kind, size) = (.box, SIMD3(halfSize))
    case .ellipsoid(let semiAxes):
      (kind, size) = (.ellipsoid, SIMD3(semiAxes))
    }
    center = SIMD3(primitive.center - eye)
    x = SIMD3(primitive.orientation.x)
    y = SIMD3(primitive.orientation.y)
    z = SIMD3(primitive.orientation.z)
    (finish, label) = (primitive.finish, primitive.label)
  }

  /// Returns the components along our axes of a direction of the world.
  @inline(__always)
  func local(direction: SIMD3<Float>) -> SIMD3<Float> {
    SIMD3((direction * x).sum(), (direction * y).sum(), (direction * z).sum())
  }

  /// Returns the place in our frame of a point relative to the camera.
  @inline(__always)
  func local(point: SIMD3<Float>) -> SIMD3<Float> { local(direction: point - center) }

  /// Returns the places in our frame of points relative to the camera.
  @inline(__always)
  func local(points: LaneVector) -> LaneVector {
    let offset = points - LaneVector(repeating: center)
    return LaneVector(offset.dot(x), offset.dot(y), offset.dot(z))
  }

  /// Returns where points of our frame are, relative to the camera.
  @inline(__always)
  func world(points: LaneVector) -> LaneVector {
    LaneVector(
      points.x * x.x + points.y * y.x + points.z * z.x + center.x,
      points.x * x.y + points.y * y.y + points.z * z.y + center.y,
      points.x * x.z + points.y * y.z + points.z * z.z + center.z)
  }

  /// The capsule that contains the body: its direction of the world, half-length and radius.
  var hull: (axis: SIMD3<Float>, halfLength: Float, radius: Float) {
    switch kind {
    case .capsule, .cylinder: return (z, size.z, size.x)
    case .box, .ellipsoid:
      let (a, b, c) = (size.x, size.y, size.z)
      if a >= b && a >= c { return (x, a, (b * b + c * c).squareRoot()) }
      if b >= c { return (y, b, (a * a + c * c).squareRoot()) }
      return (z, c, (a * a + b * b).squareRoot())
    }
  }

  /// Returns the outward normals at points of the surface, in our frame.
  @inline(__always)
  package func normal(at p: LaneVector) -> LaneVector {
    switch kind {
    case .capsule:
      let radial = LaneVector(
        p.x, p.y, p.z - clamp(p.z, Lanes(repeating: -size.z), Lanes(repeating: size.z)))
      return (Lanes(repeating: 1 / size.x)) * radial
    case .cylinder:
      let distance = root(p.x * p.x + p.y * p.y)
      let onEnd = size.z - magnitude(p.z) .< size.x - distance
      let end = sign(p.z)
      let side = 1 / distance
      return LaneVector(
        (p.x * side).replacing(with: 0, where: onEnd),
        (p.y * side).replacing(with: 0, where: onEnd),
        Lanes(repeating: 0).replacing(with: end, where: onEnd))
    case .box:
      let dx = size.x - magnitude(p.x)
      let dy = size.y - magnitude(p.y)
      let dz = size.z - magnitude(p.z)
      let onX = (dx .<= dy) .& (dx .<= dz)
      let onY = (dy .<= dz) .& .!onX
      let zero = Lanes(repeating: 0)
      return LaneVector(
        zero.replacing(with: sign(p.x), where: onX), zero.replacing(with: sign(p.y), where: onY),
        sign(p.z).replacing(with: 0, where: onX .| onY))
    case .ellipsoid:
      let inverse = 1 / (size * size)
      return LaneVector(p.x * inverse.x, p.y * inverse.y, p.z * inverse.z).normalized
    }
  }
}

/// Returns the numbers without their signs.
@inline(__always)
package func magnitude(_ x: Lanes) -> Lanes { maximum(x, -x) }

/// Returns 1 or −1 by the signs of the numbers.
@inline(__always)
func sign(_ x: Lanes) -> Lanes { Lanes(repeating: 1).replacing(with: -1, where: x .< 0) }
