extension Compiler {
  /// Returns whether a body only slides, along axes of its own frame, in the world or in a fixed
  /// child of the world, carries no other body, and has the frame of its inertia as its own.
  ///
  /// MuJoCo calls such a body simple, with slides only (`body_simple` is 2), and derives its weight
  /// and those of its joints from its mass alone, whatever the armature.
  func onlySlides(_ number: Int) -> Bool {
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

  /// Returns whether a body's centre of mass is its origin, and its axes are the principal ones:
  /// those of its geom, or of several geoms in the order of decreasing moments.
  private func hasFrameOfInertia(_ number: Int) -> Bool {
    let parts = geoms.filter { $0.body == number }.map(\.geom).filter { $0.totalMass > 0 }
    let mass = parts.reduce(0) { $0 + $1.totalMass }
    let center = parts.reduce(SIMD3()) { $0 + $1.placement.position * ($1.totalMass / mass) }
    guard dot(center, center) < 1e-12 else { return false }
    if parts.count == 1 { return parts[0].placement.rotation.isIdentity }
    // The diagonal and off-diagonal elements of the matrix of inertia about the origin.
    var (moments, products) = (SIMD3<Double>(), SIMD3<Double>())
    for part in parts {
      let (place, turn) = (part.placement.position, part.placement.rotation)
      let unit = part.shape.unitInertia
      for (axis, moment) in [(turn.x, unit.x), (turn.y, unit.y), (turn.z, unit.z)] {
        moments += part.totalMass * moment * axis * axis
        products += part.totalMass * moment * mixed(axis)
      }
      moments += part.totalMass * (SIMD3(repeating: dot(place, place)) - place * place)
      products -= part.totalMass * mixed(place)
    }
    // Below this, MuJoCo neither swaps axes nor turns them; if moments are equal, any product turns
    // them.
    let least = 1e-12
    let gaps: SIMD3 = [moments.y - moments.z, moments.z - moments.x, moments.x - moments.y]
    return (0..<3).allSatisfy { abs(products[$0]) < max(least, 2e-6 * abs(gaps[$0])) }
      && moments.x + least >= moments.y && moments.y + least >= moments.z
  }

  /// Returns the products of pairs of different components.
  private func mixed(_ v: SIMD3<Double>) -> SIMD3<Double> { [v.y * v.z, v.z * v.x, v.x * v.y] }
}
