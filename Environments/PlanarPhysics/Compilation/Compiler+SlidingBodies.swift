extension Compiler {
  /// Whether a body only slides, along axes of its own frame in the world or in a fixed child of the
  /// world, with nothing on it and its inertia's frame as its own.
  ///
  /// MuJoCo calls such a body simple, and takes the weights of it and of its joints from its mass
  /// alone, whatever the armature.
  func slidesFreely(_ number: Int) -> Bool {
    let body = bodies[number]
    let slides = jointRecords[body.firstJoint..<body.endJoint]
    let parent = bodies[body.parent]
    return !slides.isEmpty && parent.parent == 0 && parent.firstJoint == parent.endJoint
      && slides.allSatisfy { !$0.isHinge && isAlongAnAxis($0.vector) }
      && bodies.allSatisfy { $0.parent != number } && hasFrameOfInertia(number)
  }

  private func isAlongAnAxis(_ vector: SIMD2<Double>) -> Bool {
    (abs(vector.x) > 1e-14) != (abs(vector.y) > 1e-14)
  }

  /// Whether a body's centre of mass is its origin, and its axes are the principal ones: those of its
  /// geom, or of several geoms in the order of decreasing moments.
  private func hasFrameOfInertia(_ number: Int) -> Bool {
    let tolerance = 1e-6
    let parts = geoms.filter { $0.body == number }.map(\.geom).filter { $0.kilograms > 0 }
    let mass = parts.reduce(0) { $0 + $1.kilograms }
    let center = parts.reduce(SIMD3()) { $0 + $1.placement.position * ($1.kilograms / mass) }
    guard dot(center, center) < tolerance * tolerance else { return false }
    if parts.count == 1 { return parts[0].placement.rotation == .identity }
    // Of the matrix of inertia about the origin: what is on its diagonal, and what is off it.
    var (moments, products) = (SIMD3<Double>(), SIMD3<Double>())
    for part in parts {
      let (place, turn) = (part.placement.position, part.placement.rotation)
      let unit = part.shape.unitInertia
      for (axis, moment) in [(turn.x, unit.x), (turn.y, unit.y), (turn.z, unit.z)] {
        moments += part.kilograms * moment * axis * axis
        products += part.kilograms * moment * mixed(axis)
      }
      moments += part.kilograms * (SIMD3(repeating: dot(place, place)) - place * place)
      products -= part.kilograms * mixed(place)
    }
    let size = moments.max()
    return abs(products.x) < tolerance * size && abs(products.y) < tolerance * size
      && abs(products.z) < tolerance * size
      && moments.x >= moments.y - tolerance * size && moments.y >= moments.z - tolerance * size
  }

  /// The products of two different components each.
  private func mixed(_ v: SIMD3<Double>) -> SIMD3<Double> { [v.y * v.z, v.z * v.x, v.x * v.y] }
}
