/// The light that bodies return.
extension PreparedScene {
  /// Returns the colours of points on a solid's surface.
  ///
  /// Lights that cast no shadow are summed and limited to 1, then each of the others is, and so is
  /// the sum: the passes of the published pictures. Seen in a mirror, bodies have no shadows.
  ///
  /// - Parameters:
  ///   - index: The solid.
  ///   - points: Points of its surface, in its frame.
  ///   - ray: The directions in which they are seen.
  ///   - isRim: Where the surface is to be taken as edge-on.
  ///   - mirror: The number of the panel that it is seen in, counted from 1, or 0.
  /// - Returns: The colors of the points.
  func color(
    of index: Int, at points: LaneVector, ray: LaneVector, isRim: Mask, mirror: UInt8
  ) -> LaneVector {
    let solid = solids + index
    var finish = solid.pointee.finish
    // A mirror dims the matte part, but not the highlights.
    if mirror > 0 { finish.color *= grounds[Int(mirror) - 1].reflectance }
    let lights = solidLights + index * lightCount
    let viewer = (-inverseRoot(ray.dot(ray))) * ray
    var normal = solid.pointee.form.normal(at: points)
    if anyLane(isRim) {
      let lean = Lanes(repeating: 0).replacing(with: normal.dot(viewer), where: isRim)
      normal = (normal - lean * viewer).normalized
    }
    let back = solid.pointee.local(direction: backward)
    let head = reflection(
      towards: LaneVector(repeating: back), normal: normal, viewer: viewer,
      shininess: finish.shininess)
    let one = Lanes(repeating: 1)
    var sum = glow(head, finish, headlight.diffuse, headlight.specular)
    sum.x += finish.color.x * headlight.ambient.x
    sum.y += finish.color.y * headlight.ambient.y
    sum.z += finish.color.z * headlight.ambient.z
    for number in 0..<lightCount where !lights[number].castsShadows {
      let light = lights + number
      let strength = light.pointee.strength(
        light.pointee.path(from: points), normal: normal, viewer: viewer,
        shininess: finish.shininess)
      sum = sum + glow(strength, finish, light.pointee.diffuse, light.pointee.specular)
    }
    sum = LaneVector(minimum(sum.x, one), minimum(sum.y, one), minimum(sum.z, one))
    for number in 0..<lightCount where lights[number].castsShadows {
      let light = lights + number
      let path = light.pointee.path(from: points)
      var strength = light.pointee.strength(
        path, normal: normal, viewer: viewer, shininess: finish.shininess)
      let isLit = strength.matte .> 0
      guard anyLane(isLit) else { continue }
      if mirror == 0 {
        let blocked = shadow(on: index, at: points, path: path, normal: normal, light: number)
        strength.matte.replace(with: 0, where: blocked)
        strength.highlight.replace(with: 0, where: blocked)
      }
      let glow = glow(strength, finish, light.pointee.diffuse, light.pointee.specular)
      sum = LaneVector(
        sum.x + minimum(glow.x, one), sum.y + minimum(glow.y, one), sum.z + minimum(glow.z, one))
    }
    return LaneVector(minimum(sum.x, one), minimum(sum.y, one), minimum(sum.z, one))
  }

  @inline(__always)
  private func glow(
    _ strength: (matte: Lanes, highlight: Lanes), _ finish: Finish, _ diffuse: SIMD3<Float>,
    _ specular: SIMD3<Float>
  ) -> LaneVector {
    let (matte, shine) = (finish.color * diffuse, finish.specular * specular)
    return LaneVector(
      strength.matte * matte.x + strength.highlight * shine.x,
      strength.matte * matte.y + strength.highlight * shine.y,
      strength.matte * matte.z + strength.highlight * shine.z)
  }

  /// Returns at which points of a solid another one is in the light's way.
  @inline(__always)
  private func shadow(
    on index: Int, at points: LaneVector, path: LaneVector, normal: LaneVector, light: Int
  ) -> Mask {
    let slot = index * lightCount + light
    var blocked = Mask(repeating: false)
    guard blockerStarts[slot] < blockerStarts[slot + 1] else { return blocked }
    let solid = solids + index
    let start = points + Lanes(repeating: 1e-4) * normal
    let from = solid.pointee.world(points: start)
    for position in blockerStarts[slot]..<blockerStarts[slot + 1] {
      let other = blockers[position]
      let origin = solids[other].local(points: from)
      let lamp = solidLights + (other * lightCount + light)
      blocked = blocked
        .| solids[other].form.blocks(from: origin, along: lamp.pointee.path(from: origin))
    }
    return blocked .& solidLights[slot].isWithinReach(path)
  }
}
