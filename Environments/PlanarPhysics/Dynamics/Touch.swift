extension Workspace {
  /// Sums the normal forces that each touch sensor measures, in N.
  ///
  /// A contact of the sensor's body counts if the ray from it along the normal, away from the body
  /// into the other one, meets the sensor's ellipsoid; a ray that starts inside always does.
  func readTouch() {
    var sensor = 0
    while sensor < touchSites.count {
      touch[sensor] = 0
      let site = touchSites[sensor]
      var index = 0
      while index < contactCount {
        let contact = contacts[index]
        let first = colliders[pairs[contact.pair].first].body
        let second = colliders[pairs[contact.pair].second].body
        if first == sites[site].body || second == sites[site].body {
          let pressure = force(of: contact).x
          let side = first == sites[site].body ? 1.0 : -1.0
          if pressure > 0, ray(from: contact, side: side, meets: site) { touch[sensor] += pressure }
        }
        index &+= 1
      }
      sensor &+= 1
    }
  }

  /// Returns whether the ray from a contact along its normal meets a site's ellipsoid.
  private func ray(from contact: ContactRecord, side: Double, meets site: Int) -> Bool {
    let place = pose + 4 &* sites[site].body
    let center = point(sites[site].position, of: sites[site].body)
    let offset = contact.position - center
    let isCrossing = contact.kind == .crossing
    let along = isCrossing ? SIMD2(0, 0) : contact.normal * side
    let (cosine, sine) = (place[2], place[3])
    let axes = sites[site].semiAxes
    // This is the site's frame, scaled so that the ellipsoid is the unit ball.
    let start =
      SIMD3(
        cosine * offset.x + sine * offset.y, cosine * offset.y - sine * offset.x,
        pairs[contact.pair].depth - sites[site].depth) / axes
    let ray =
      SIMD3(
        cosine * along.x + sine * along.y, cosine * along.y - sine * along.x,
        isCrossing ? side * contact.outward : 0) / axes
    let (a, b, c) = (dot(ray, ray), dot(ray, start), dot(start, start) - 1)
    if c <= 0 { return true }
    return b <= 0 && b * b - a * c >= 0
  }
}
