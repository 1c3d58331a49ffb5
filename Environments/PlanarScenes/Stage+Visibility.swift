import CScenes
import PlanarPhysics

/// The visible parts of a scene and their places on the screen.
extension Stage {
  /// Finds the visible solids, directly and in mirrors.
  func findVisible(_ scene: Scene) {
    visible.removeAll()
    mirrored.removeAll()
    let axes = scene.camera.orientation
    let (right, up, forward) = (SIMD3<Float>(axes.x), SIMD3<Float>(axes.y), SIMD3<Float>(-axes.z))
    for index in solids.indices {
      let solid = solids[index]
      let hull = solid.hull
      let (a, b) = (
        solid.center - hull.axis * hull.halfLength, solid.center + hull.axis * hull.halfLength
      )
      func cameraFrame(_ point: SIMD3<Float>) -> SIMD3<Float> {
        SIMD3((point * right).sum(), (point * up).sum(), (point * forward).sum())
      }
      if let bounds = ScreenBounds(
        from: cameraFrame(a), to: cameraFrame(b), radius: hull.radius, on: screen)
      {
        let view = View(
          eye: solid.local(point: SIMD3()), right: solid.local(direction: right),
          up: solid.local(direction: up), forward: solid.local(direction: forward))
        visible.append(Appearance(solid: index, view: view, bounds: bounds, mirror: 0))
      }
      for number in grounds.indices where grounds[number].reflectance > 0 && grounds[number].isSeen
      {
        let ground = grounds[number]
        guard
          let bounds = ScreenBounds(
            from: cameraFrame(ground.reflected(point: a)),
            to: cameraFrame(ground.reflected(point: b)), radius: hull.radius, on: screen)
        else { continue }
        let view = View(
          eye: solid.local(point: ground.reflected(point: SIMD3())),
          right: solid.local(direction: ground.reflected(direction: right)),
          up: solid.local(direction: ground.reflected(direction: up)),
          forward: solid.local(direction: ground.reflected(direction: forward)))
        mirrored.append(
          Appearance(solid: index, view: view, bounds: bounds, mirror: UInt8(clamping: number + 1)))
      }
    }
  }

  /// Finds the places where solids may cast shadows on panels.
  ///
  /// The shadow of a capsule is the hull of those of its end balls. A ball of radius r at distance
  /// d from a light shades a part of the plane inside a disc around the shadow of its centre.
  func findShades() {
    shades.removeAll()
    for panel in grounds.indices where grounds[panel].isSeen && grounds[panel].cellCount.x > 0 {
      let ground = grounds[panel]
      var layer = 0
      for index in 0..<lightCount {
        let light = groundLights[panel * lightCount + index]
        guard light.castsShadows else { continue }
        layer += 1
        for solid in solids.indices {
          let body = solids[solid]
          let hull = body.hull
          let middle = ground.local(direction: body.center - ground.center)
          let axis = ground.local(direction: hull.axis) * hull.halfLength
          guard
            let bounds = shadowBounds(
              from: middle - axis, to: middle + axis, hull.radius, light, on: ground)
          else { continue }
          let record = record(shadowOf: solid, on: panel, light: index)
          shades.append(Shade(panel: panel, layer: layer, bounds: bounds, record: record))
        }
      }
    }
  }

  /// Returns the part of the screen where the shadow of a capsule on a panel may be visible, or
  /// `nil` if there is none.
  private func shadowBounds(
    from first: SIMD3<Float>, to last: SIMD3<Float>, _ radius: Float, _ light: LocalLight,
    on ground: Ground
  ) -> ScreenBounds? {
    let (lowest, highest) = (min(first.z, last.z) - radius, max(first.z, last.z) + radius)
    let isLit = light.isSpot ? lowest < light.position.z : light.axis.z < 0
    guard isLit, highest > 0 else { return nil }
    guard let a = shadow(of: first, radius, light), let b = shadow(of: last, radius, light) else {
      // An end below the panel, beside the light or around it has no disc, so the shadow may be
      // anywhere.
      return ScreenBounds(whole: screen)
    }
    guard ground.holds(a, b) else { return nil }
    return ScreenBounds(
      from: ground.cameraFrame(a.center), to: ground.cameraFrame(b.center),
      radius: max(a.radius, b.radius), on: screen)
  }

  /// Returns the disc in a panel's plane that contains the shadow of a ball, or `nil` if there is
  /// no shadow or it is unbounded.
  ///
  /// With h the height of the light above the ball's centre and s the distance between them, the
  /// cone around the ball has the half-angle asin(r / s); its furthest ray bounds the disc.
  private func shadow(
    of center: SIMD3<Float>, _ radius: Float, _ light: LocalLight
  ) -> (center: SIMD3<Float>, radius: Float)? {
    guard center.z > -radius else { return nil }
    let ray = light.isSpot ? center - light.position : light.axis
    let distance = (ray * ray).sum().squareRoot()
    guard ray.z < 0, !light.isSpot || distance > radius else { return nil }
    let place = center - ray * (center.z / ray.z)
    let fall = -ray.z / distance
    let lean = max(1 - fall * fall, 0).squareRoot()
    guard light.isSpot else {
      return (place, radius / fall)
    }
    let sine = radius / distance
    let cosine = (1 - sine * sine).squareRoot()
    // These are for the ray that leans most: sin and cos of the sum of the two angles from the
    // vertical.
    let steep = fall * cosine - lean * sine
    guard steep > 1e-3 else { return nil }
    let reach = light.position.z * (lean * cosine + fall * sine) / steep
    let middle = light.position.z * lean / fall
    return (place, max(reach - middle, radius / fall))
  }

  /// Finds, for each visible solid and each light that casts shadows, the other solids that may
  /// shade it.
  func findBlockers() {
    blockers.removeAll()
    blockerStarts.removeAll()
    for index in solids.indices {
      for light in 0..<lightCount {
        blockerStarts.append(Int32(blockers.count))
        let rays = solidLights[index * lightCount + light]
        guard rays.castsShadows else { continue }
        findBlockers(of: index, light, rays)
      }
    }
    blockerStarts.append(Int32(blockers.count))
  }

  private func findBlockers(of index: Int, _ number: Int, _ light: LocalLight) {
    let solid = solids[index]
    let path = light.isSpot ? light.position : light.toLight
    let square = (path * path).sum()
    let hull = solid.hull
    for other in solids.indices where other != index {
      let theirs = solids[other].hull
      let reach = hull.halfLength + hull.radius + theirs.halfLength + theirs.radius
      let place = solid.local(point: solids[other].center)
      let along = min(max((place * path).sum() / square, 0), 1)
      let gap = place - along * path
      if (gap * gap).sum() < reach * reach {
        blockers.append(blocker(other, of: index, light: number))
      }
    }
  }
}

extension Ground {
  /// Returns whether the hull of two discs in the plane may reach the panel.
  func holds(
    _ a: (center: SIMD3<Float>, radius: Float), _ b: (center: SIMD3<Float>, radius: Float)
  ) -> Bool {
    let reach = max(a.radius, b.radius)
    return min(a.center.x, b.center.x) - reach < halfSize.x
      && max(a.center.x, b.center.x) + reach > -halfSize.x
      && min(a.center.y, b.center.y) - reach < halfSize.y
      && max(a.center.y, b.center.y) + reach > -halfSize.y
  }

  /// Returns the position in the camera's frame of a point in the panel's: right, up and forward.
  @inline(__always)
  func cameraFrame(_ point: SIMD3<Float>) -> SIMD3<Float> {
    let path = point - eye
    return SIMD3((path * right).sum(), (path * up).sum(), (path * forward).sum())
  }
}
