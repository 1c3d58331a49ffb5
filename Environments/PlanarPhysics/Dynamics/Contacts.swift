extension Workspace {
  /// Finds the contacts of geoms, in the order of the pairs.
  func findContacts() {
    contactCount = 0
    placeColliders()
    var pair = 0
    while pair < pairs.count {
      let first = shape + 4 &* pairs[pair].first
      let second = shape + 4 &* pairs[pair].second
      switch pairs[pair].test {
      case .planeSphere, .planeCapsule:
        touchPlane(pair, first, second)
      default:
        let (s, t) = (second[0] - first[0], second[1] - first[1])
        if s * s + t * t <= pairs[pair].reach * pairs[pair].reach {
          touchRound(pair, first, second)
        }
      }
      pair &+= 1
    }
  }

  private func placeColliders() {
    var index = 0
    while index < colliders.count {
      let place = pose + 4 &* colliders[index].body
      let (center, axis) = (colliders[index].center, colliders[index].axis)
      let world = shape + 4 &* index
      world[0] = place[0] + place[2] * center.x - place[3] * center.y
      world[1] = place[1] + place[3] * center.x + place[2] * center.y
      world[2] = place[2] * axis.x - place[3] * axis.y
      world[3] = place[3] * axis.x + place[2] * axis.y
      index &+= 1
    }
  }

  /// Tests a plane against a sphere or both ends of a capsule, the end along the axis first.
  @inline(__always)
  private func touchPlane(_ pair: Int, _ plane: Numbers, _ other: Numbers) {
    let radius = colliders[pairs[pair].second].radius
    let half = colliders[pairs[pair].second].halfLength
    let height = (other[0] - plane[0]) * plane[2] + (other[1] - plane[1]) * plane[3] - radius
    let rise = half * (other[2] * plane[2] + other[3] * plane[3])
    guard height <= abs(rise) else { return }
    let normal = SIMD2(plane[2], plane[3])
    let center = SIMD2(other[0], other[1])
    if pairs[pair].test == .planeSphere {
      addPlaneContact(pair, .secondTangent, height, center, normal, [-normal.y, normal.x], radius)
      return
    }
    // The first tangent follows the capsule's axis; across an upright capsule it is (t, −s).
    let along = other[3] * normal.x - other[2] * normal.y
    let tangent: SIMD2<Double> =
      along > 1e-15 ? [-normal.y, normal.x] : [normal.y, -normal.x]
    let arm = SIMD2(half * other[2], half * other[3])
    if height + rise <= 0 {
      addPlaneContact(pair, .firstTangent, height + rise, center + arm, normal, tangent, radius)
    }
    if height - rise <= 0 {
      addPlaneContact(pair, .firstTangent, height - rise, center - arm, normal, tangent, radius)
    }
  }

  @inline(__always)
  private func addPlaneContact(
    _ pair: Int, _ kind: ContactRecord.Kind, _ distance: Double, _ center: SIMD2<Double>,
    _ normal: SIMD2<Double>, _ tangent: SIMD2<Double>, _ radius: Double
  ) {
    let position = center - normal * (radius + distance / 2)
    add(pair, kind, distance, position, normal, tangent)
  }

  /// Tests spheres and capsules against each other.
  private func touchRound(_ pair: Int, _ first: Numbers, _ second: Numbers) {
    let (a, b) = (SIMD2(first[0], first[1]), SIMD2(second[0], second[1]))
    let (axisA, axisB) = (SIMD2(first[2], first[3]), SIMD2(second[2], second[3]))
    let halfA = colliders[pairs[pair].first].halfLength
    let halfB = colliders[pairs[pair].second].halfLength
    switch pairs[pair].test {
    case .sphereSphere:
      addRoundContact(pair, a, b, 0)
    case .sphereCapsule:
      let x = clamped(((a - b) * axisB).sum(), halfB)
      addRoundContact(pair, a, b + axisB * x, 0)
    default:
      let sine = axisA.x * axisB.y - axisA.y * axisB.x
      if sine * sine <= 1e-8 {
        touchParallel(pair, a, b, axisA, axisB)
        return
      }
      // These are the nearest points a + x axisA and b + y axisB of two segments: those of the
      // lines, each clamped to its segment in turn.
      let cosine = (axisA * axisB).sum()
      let offset = b - a
      let (alongA, alongB) = ((axisA * offset).sum(), -(axisB * offset).sum())
      var x = clamped((alongA + cosine * alongB) / (sine * sine), halfA)
      var y = cosine * x + alongB
      if abs(y) > halfB {
        y = clamped(y, halfB)
        x = clamped(cosine * y + alongA, halfA)
      }
      addRoundContact(pair, a + axisA * x, b + axisB * y, sine)
    }
  }

  /// Tests each end of the first capsule against the second, the end against the axis first.
  private func touchParallel(
    _ pair: Int, _ a: SIMD2<Double>, _ b: SIMD2<Double>, _ axisA: SIMD2<Double>,
    _ axisB: SIMD2<Double>
  ) {
    let halfA = colliders[pairs[pair].first].halfLength
    let halfB = colliders[pairs[pair].second].halfLength
    var x = -halfA
    for _ in 0..<2 {
      var end = a + axisA * x
      let y = ((end - b) * axisB).sum()
      let nearest = b + axisB * clamped(y, halfB)
      if abs(y) > halfB { end = a + axisA * clamped(((nearest - a) * axisA).sum(), halfA) }
      addRoundContact(pair, end, nearest, 0)
      x = halfA
    }
  }

  /// Adds the contact of two points that carry the radii of the pair.
  ///
  /// Where the axes of two capsules cross, the direction between the points is undefined; the
  /// normal is then perpendicular to the plane, on the side of the vector product of the axes.
  @inline(__always)
  private func addRoundContact(
    _ pair: Int, _ a: SIMD2<Double>, _ b: SIMD2<Double>, _ sine: Double
  ) {
    let radius = colliders[pairs[pair].first].radius
    let difference = b - a
    let length = (difference * difference).sum().squareRoot()
    let distance = length - radius - colliders[pairs[pair].second].radius
    guard distance <= 0 else { return }
    if length < 1e-14, sine != 0 {
      let outward = sense * (sine > 0 ? 1 : -1)
      add(pair, .crossing, distance, a, [0, 1], [-sense * outward, 0], outward: outward)
      return
    }
    let normal = length < 1e-14 ? SIMD2(1, 0) : difference / length
    let position = a + normal * (radius + distance / 2)
    add(pair, .secondTangent, distance, position, normal, [-normal.y, normal.x])
  }

  @inline(__always)
  private func add(
    _ pair: Int, _ kind: ContactRecord.Kind, _ distance: Double, _ position: SIMD2<Double>,
    _ normal: SIMD2<Double>, _ tangent: SIMD2<Double>, outward: Double = 0
  ) {
    contacts[contactCount] = ContactRecord(
      pair: pair, kind: kind, distance: distance, position: position, normal: normal,
      tangent: tangent, outward: outward, firstRow: 0, rowCount: 0)
    contactCount &+= 1
  }
}

@inline(__always)
private func clamped(_ x: Double, _ bound: Double) -> Double {
  Swift.min(Swift.max(x, -bound), bound)
}
