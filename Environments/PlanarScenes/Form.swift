/// The form of a solid: what rays meet.
package struct Form {
  enum Kind { case capsule, cylinder, box, ellipsoid }

  let kind: Kind
  /// Half the extents along the axes; of a capsule and a cylinder: radius, radius, half-length.
  let size: SIMD3<Float>

  /// Prepares a shape; a ball is a capsule of no length.
  package init(_ shape: Primitive.Shape) {
    switch shape {
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
