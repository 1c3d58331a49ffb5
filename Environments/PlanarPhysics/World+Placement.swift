import Base

extension World {
  /// Returns the placement of a body's frame.
  public func placement(ofBody body: Int) -> Placement {
    check(body, workspace.bodies.count, "body")
    let plane = model.description.plane
    let place = workspace.pose + 4 * body
    // In (s, t), the sine is that of the rotation about the plane's axis times the plane's sense.
    let (cosine, sine) = (place[2], plane.sense * place[3])
    let rotation: Rotation =
      switch plane {
      case .xz: Rotation(x: [cosine, 0, -sine], y: [0, 1, 0], z: [sine, 0, cosine])
      case .xy: Rotation(x: [cosine, sine, 0], y: [-sine, cosine, 0], z: [0, 0, 1])
      }
    return Placement(
      position: plane.lift([place[0], place[1]], depth: workspace.bodies[body].depth),
      rotation: rotation)
  }

  /// Returns the placement of a geom.
  public func placement(ofGeom geom: Int) -> Placement {
    check(geom, model.geoms.count, "geom")
    let placed = model.geoms[geom]
    guard placed.body != 0 else {
      return Placement(
        position: workspace.placedGeoms[geom], rotation: placed.geom.placement.rotation)
    }
    return placement(ofBody: placed.body)(placed.geom.placement)
  }

  /// Returns the placement of a site.
  public func placement(ofSite site: Int) -> Placement {
    check(site, model.sites.count, "site")
    let placed = model.sites[site]
    guard placed.body != 0 else {
      return Placement(
        position: workspace.placedSites[site], rotation: placed.site.placement.rotation)
    }
    return placement(ofBody: placed.body)(placed.site.placement)
  }

  /// The centre of mass of all bodies, in m.
  public var centerOfMass: SIMD3<Double> {
    var sum = SIMD3<Double>.zero
    for body in 1..<max(1, model.bodyCount) {
      let center = workspace.point(workspace.bodies[body].center, of: body)
      let depth = workspace.bodies[body].depth
      sum += model.description.plane.lift(center, depth: depth) * workspace.bodies[body].mass
    }
    return model.totalMass > 0 ? sum / model.totalMass : .zero
  }

  /// The velocity of the centre of mass of all bodies in the plane, in m/s.
  public var centerOfMassVelocity: SIMD2<Double> {
    workspace.momentum / model.totalMass
  }

  /// The linear momentum of all bodies in the plane, in kg·m/s.
  public var momentum: SIMD2<Double> { workspace.momentum }

  /// Returns the cosine and sine of a body's rotation about the plane's axis.
  public func direction(ofBody body: Int) -> (cosine: Double, sine: Double) {
    check(body, workspace.bodies.count, "body")
    let place = workspace.pose + 4 * body
    return (place[2], workspace.sense * place[3])
  }

  /// Returns the origin of a body's frame in the plane, in m.
  public func origin(ofBody body: Int) -> SIMD2<Double> {
    check(body, workspace.bodies.count, "body")
    return [workspace.pose[4 * body], workspace.pose[4 * body + 1]]
  }

  /// Returns the length of a tendon, in m.
  public func length(ofTendon tendon: Int) -> Double {
    check(tendon, workspace.tendons.count, "tendon")
    return workspace.span(of: tendon).length
  }

  /// Returns whether a tendon is longer than its limit, which pulls it back.
  public func isTaut(tendon: Int) -> Bool {
    length(ofTendon: tendon) > workspace.tendons[tendon].maximumLength
  }

  /// The kinetic energy ½ q̇ᵀ M q̇, including armature, in J.
  public var kineticEnergy: Double {
    let count = model.coordinateCount
    var sum = 0.0
    for row in 0..<count {
      for column in 0..<count {
        let (low, high) = (min(row, column), max(row, column))
        sum += workspace.v[row] * workspace.mass[high * count + low] * workspace.v[column]
      }
    }
    return sum / 2
  }

  /// The potential energy of height and springs, in J; zero at the world's origin with springs at
  /// rest.
  public var potentialEnergy: Double {
    var sum = -model.totalMass * dot(centerOfMass, model.description.options.gravity)
    for (index, joint) in model.joints.enumerated() {
      let stretch = workspace.q[index] - joint.springReference
      sum += joint.stiffness * stretch * stretch / 2
    }
    return sum
  }

  /// Places a geom that is fixed to the world, in the frame of the world.
  ///
  /// - Precondition: The geom belongs to the world and touches nothing.
  public mutating func place(geom: Int, at position: SIMD3<Double>) {
    check(geom, model.geoms.count, "geom")
    let placed = model.geoms[geom]
    require(
      placed.body == 0 && placed.geom.contactKinds == 0 && placed.geom.contactPartners == 0,
      "geom '\(placed.geom.name)' moves or touches, and cannot be placed by hand")
    makeUnique()
    workspace.placedGeoms[geom] = position
  }

  /// Places a site that is fixed to the world, in the frame of the world.
  ///
  /// - Precondition: The site belongs to the world, and no tendon or touch sensor uses it, since
  ///   these use its position in the model.
  public mutating func place(site: Int, at position: SIMD3<Double>) {
    check(site, model.sites.count, "site")
    let name = model.sites[site].site.name
    require(
      model.sites[site].body == 0,
      "site '\(name)' moves with a body, and cannot be placed by hand")
    let user = model.description.tendons.first { $0.sites.contains(name) }
    require(
      user == nil,
      "site '\(name)' holds tendon '\(user?.name ?? "")', and cannot be placed by hand")
    require(
      !model.description.touchSensors.contains(name),
      "site '\(name)' bounds a touch sensor, and cannot be placed by hand")
    makeUnique()
    workspace.placedSites[site] = position
  }
}
