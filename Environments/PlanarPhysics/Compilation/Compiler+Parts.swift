extension Compiler {
  /// Adds a geom, and a collider if it may touch.
  mutating func add(_ geom: Geom, body: Int) throws(ModelError) {
    let lengths = geom.shape.lengths
    try check(
      lengths.allSatisfy { $0 > 0 && $0.isFinite }, geom.name, "size", "positive", "\(lengths)")
    try check(
      geom.friction >= 0 && geom.friction.isFinite, geom.name, "friction", "at least 0",
      "\(geom.friction)")
    try check(geom.softness.isValid, geom.name, "softness", "in range", "\(geom.softness)")
    geoms.append(Model.PlacedGeom(geom: geom, body: body))
  }

  /// Adds a site.
  mutating func add(_ site: Site, body: Int) throws(ModelError) {
    let lengths = site.shape.lengths
    try check(
      lengths.allSatisfy { $0 > 0 && $0.isFinite }, site.name, "size", "positive", "\(lengths)")
    let semiAxes: SIMD3<Double> =
      switch site.shape {
      case .sphere(let radius): SIMD3(repeating: radius)
      case .ellipsoid(let axes):
        // These are the components of the axes along s, t and the plane's axis.
        plane == .xz ? [axes.x, axes.z, axes.y] : axes
      default: .zero
      }
    siteRecords.append(
      SiteRecord(
        body: body, position: plane.project(site.placement.position),
        depth: bodies[body].depth + plane.depth(site.placement.position), semiAxes: semiAxes))
    sites.append(Model.PlacedSite(site: site, body: body))
  }

  /// Resolves the names that tendons, motors and sensors use.
  mutating func addTendonsAndMotors() throws(ModelError) {
    for tendon in source.tendons {
      try check(
        tendon.maximumLength > 0 && tendon.maximumLength.isFinite && tendon.sites.count == 2,
        tendon.name, "maximum length between two sites", "positive", "\(tendon.maximumLength)")
      try check(tendon.softness.isValid, tendon.name, "softness", "in range", "\(tendon.softness)")
      let ends = try [0, 1].map { (end: Int) throws(ModelError) in
        try siteNumber(tendon.sites[end], usedBy: tendon.name)
      }
      let apart = siteRecords[ends[1]].depth - siteRecords[ends[0]].depth
      guard abs(apart) <= 1e-9 else {
        throw .notPlanar(
          name: tendon.name, quantity: "span", found: "\(abs(apart)) m between its ends")
      }
      tendons.append(
        TendonRecord(
          first: ends[0], second: ends[1], maximumLength: tendon.maximumLength,
          softness: SoftnessRecord(tendon.softness, timeStep: timeStep), inverseWeight: 0))
    }
    for motor in source.motors {
      guard let joint = joints.firstIndex(where: { $0.name == motor.joint }) else {
        throw .unknown(kind: "joint", name: motor.joint, usedBy: motor.name)
      }
      try check(motor.gear.isFinite, motor.name, "gear", "finite", "\(motor.gear)")
      motors.append(
        MotorRecord(
          joint: joint, gear: motor.gear, lower: motor.range.lowerBound,
          upper: motor.range.upperBound))
    }
    for name in source.touchSensors {
      let site = try siteNumber(name, usedBy: "touch sensor")
      try check(
        siteRecords[site].semiAxes != .zero, name, "shape", "a sphere or an ellipsoid",
        "a \(sites[site].site.shape.kind)")
      if case .ellipsoid = sites[site].site.shape {
        let rotation = sites[site].site.placement.rotation
        try check(rotation.isIdentity, name, "rotation", "the identity", "\(rotation)")
      }
      touchSites.append(site)
    }
  }

  private func siteNumber(_ name: String, usedBy user: String) throws(ModelError) -> Int {
    guard let site = sites.firstIndex(where: { $0.site.name == name }) else {
      throw .unknown(kind: "site", name: name, usedBy: user)
    }
    return site
  }

  /// Finds the pairs of geoms that may touch, in the order of their numbers.
  ///
  /// Geoms of the same body, or of parent and child, never do; the world does not count as a
  /// parent.
  mutating func addPairs() throws(ModelError) {
    guard source.options.contactsAreEnabled else { return }
    var colliderOfGeom: [Int: Int] = [:]
    for first in geoms.indices {
      for second in geoms.indices.dropFirst(first + 1) where mayTouch(first, second) {
        let (a, b) = (geoms[first].geom, geoms[second].geom)
        guard let rankA = a.shape.contactRank, let rankB = b.shape.contactRank else {
          throw .noContactTest(first: a.name, second: b.name)
        }
        let (low, high) = rankA <= rankB ? (first, second) : (second, first)
        var numbers: [Int] = []
        for geom in [low, high] {
          if colliderOfGeom[geom] == nil {
            colliderOfGeom[geom] = colliders.count
            colliders.append(try collider(of: geom))
          }
          numbers.append(colliderOfGeom[geom] ?? 0)
        }
        try addPair(numbers[0], numbers[1])
      }
    }
  }

  private func mayTouch(_ first: Int, _ second: Int) -> Bool {
    let (a, b) = (geoms[first], geoms[second])
    let (weldA, weldB) = (bodies[a.body].weld, bodies[b.body].weld)
    guard weldA != weldB else { return false }
    let parentA = bodies[bodies[weldA].parent].weld
    let parentB = bodies[bodies[weldB].parent].weld
    if weldA != 0, weldB != 0, weldA == parentB || weldB == parentA { return false }
    if case (.plane, .plane) = (a.geom.shape, b.geom.shape) { return false }
    return a.geom.contactKinds & b.geom.contactPartners != 0
      || b.geom.contactKinds & a.geom.contactPartners != 0
  }

  private func collider(of number: Int) throws(ModelError) -> ColliderRecord {
    let (geom, body) = (geoms[number].geom, geoms[number].body)
    let placement = geom.placement
    var record = ColliderRecord(
      geom: number, body: body, center: plane.project(placement.position),
      axis: plane.project(placement.rotation.z), radius: 0, halfLength: 0)
    let isInPlane = abs(plane.depth(placement.rotation.z)) < 1e-9
    switch geom.shape {
    case .plane:
      guard isInPlane else {
        throw .notPlanar(name: geom.name, quantity: "normal", found: "\(placement.rotation.z)")
      }
      try check(body == 0, geom.name, "body", "the world", "'\(bodyNames[body])'")
    case .sphere(let radius):
      record.radius = radius
    case .capsule(let radius, let half):
      guard isInPlane else {
        throw .notPlanar(name: geom.name, quantity: "axis", found: "\(placement.rotation.z)")
      }
      (record.radius, record.halfLength) = (radius, half)
    case .cylinder, .box, .ellipsoid:
      break
    }
    return record
  }

  /// Returns the larger friction, but at least MuJoCo's 1e-5 unless it is 0, which means a contact
  /// without friction: with less, a pyramid's edges would be so close that rounding creates forces.
  private func friction(of first: Geom, _ second: Geom) -> Double {
    let friction = max(first.friction, second.friction)
    return friction > 0 ? max(friction, 1e-5) : 0
  }

  private func depth(of geom: Int) -> Double {
    bodies[geoms[geom].body].depth + plane.depth(geoms[geom].geom.placement.position)
  }

  private mutating func addPair(_ low: Int, _ high: Int) throws(ModelError) {
    let (a, b) = (colliders[low], colliders[high])
    let (first, second) = (geoms[a.geom].geom, geoms[b.geom].geom)
    let (depthA, depthB) = (depth(of: a.geom), depth(of: b.geom))
    let apart = depthA - depthB
    let hasPlane = first.shape.contactRank == 0
    if !hasPlane, abs(apart) > 1e-9 {
      throw .notPlanar(
        name: first.name, quantity: "contact with '\(second.name)'", found: "\(apart) m apart")
    }
    let test: PairRecord.Test =
      switch (first.shape, second.shape) {
      case (.plane, .sphere): .planeSphere
      case (.plane, _): .planeCapsule
      case (.sphere, .sphere): .sphereSphere
      case (.sphere, _): .sphereCapsule
      default: .capsuleCapsule
      }
    pairs.append(
      PairRecord(
        test: test, first: low, second: high,
        reach: a.radius + a.halfLength + b.radius + b.halfLength,
        depth: hasPlane ? depthB : (depthA + depthB) / 2,
        friction: friction(of: first, second),
        softness: SoftnessRecord(first.softness.mixed(with: second.softness), timeStep: timeStep),
        inverseWeight: bodies[a.body].inverseWeight + bodies[b.body].inverseWeight))
  }
}
