/// What is behind the bodies: sky and panels, with the light that each shadow would take away.
///
/// Every pixel has `layers` colours one after the other: first what stays in shadow, with the share
/// of the pixel that panels cover in the fourth place, then what each light adds.
struct Backdrop {
  /// The colours of the rows.
  let colors: UnsafeMutablePointer<SIMD4<Float>>
  /// The depth of the nearest panel at the middle of each pixel, infinite in the sky.
  let depths: UnsafeMutablePointer<Float>
  /// The number of the nearest panel, counted from 1, or 0 in the sky.
  let panels: UnsafeMutablePointer<UInt8>
  /// The pixels as they are in full light, without bodies.
  let bytes: UnsafeMutablePointer<UInt8>
  let layers: Int
  let width: Int

  /// Empties a row, so that it shows the sky.
  func clear(row: Int, sky: UnsafePointer<UInt8>) {
    (bytes + 3 * row * width).update(from: sky, count: 3 * width)
    (depths + row * width).update(repeating: .infinity, count: width)
    (panels + row * width).update(repeating: 0, count: width)
  }

  /// Paints a panel over a row, and returns whether it is seen there.
  ///
  /// - Parameters:
  ///   - ground: The panel.
  ///   - number: Its number, counted from 1.
  ///   - row: The row of these buffers to paint in.
  ///   - v: How far above the centre of the screen the row's middle is.
  ///   - screen: The screen.
  ///   - sky: The row's pixels of sky.
  ///   - vertices: The light on the panel's lattice.
  /// - Returns: Whether any pixel of the row was painted.
  func paint(
    _ ground: Ground, number: UInt8, row: Int, up v: Float, screen: Screen,
    sky: UnsafePointer<UInt8>, vertices: UnsafePointer<SIMD4<Float>>
  ) -> Bool {
    let pitch = screen.pitch
    let start = ground.forward + v * ground.up
    let (right, up) = (ground.right, ground.up)
    let steps = Lanes(0.5, 1.5, 2.5, 3.5)
    let nextX = (ground.cellCount.y + 1) * layers
    var isSeen = false
    for column in stride(from: 0, to: width, by: 4) {
      let u = (Float(column) - Float(width) / 2 + steps) * pitch
      let dz = start.z + u * right.z
      let t = -ground.eye.z / dz
      let dx = start.x + u * right.x
      let dy = start.y + u * right.y
      let px = ground.eye.x + t * dx
      let py = ground.eye.y + t * dy
      // How the place changes from column to column and from row to row.
      let scale = t * pitch
      let (mx, my) = (dx / dz, dy / dz)
      let xByColumn = scale * (right.x - mx * right.z)
      let yByColumn = scale * (right.y - my * right.z)
      let xByRow = scale * (up.x - mx * up.z)
      let yByRow = scale * (up.y - my * up.z)
      let roomX = (ground.halfSize.x - magnitude(px)) / (magnitude(xByColumn) + magnitude(xByRow))
      let roomY = (ground.halfSize.y - magnitude(py)) / (magnitude(yByColumn) + magnitude(yByRow))
      let (zero, one) = (Lanes(repeating: 0), Lanes(repeating: 1))
      let cover = (clamp(roomX + 0.5, zero, one) * clamp(roomY + 0.5, zero, one))
        .replacing(with: 0, where: dz .>= 0)
      guard anyLane(cover .> 0) else { continue }
      isSeen = true
      let footprint = root(
        maximum(
          xByColumn * xByColumn + yByColumn * yByColumn, xByRow * xByRow + yByRow * yByRow))
      let tint = ground.tint(x: px, y: py, footprint: footprint)
      let spots = ground.spots(px, py, layers: layers)
      let pixel = row * width + column
      if column + 4 <= width, !anyLane(cover .< 1), isEmpty(pixel),
        blend(spots, tint: tint, depth: t, number: number, pixel: pixel, nextX, vertices)
      {
        continue
      }
      for lane in 0..<min(4, width - column) where cover[lane] > 0 {
        blend(
          vertices + Int(spots.vertex[lane]), nextX: nextX, spots.u[lane], spots.v[lane],
          tint: tint.color(lane), depth: t[lane], cover: cover[lane], number: number,
          pixel: row * width + column + lane, sky: sky + 3 * (column + lane))
      }
    }
    return isSeen
  }

  /// Whether no panel has been painted on four pixels.
  @inline(__always)
  private func isEmpty(_ pixel: Int) -> Bool {
    panels[pixel] | panels[pixel + 1] | panels[pixel + 2] | panels[pixel + 3] == 0
  }

  /// Paints four pixels that a panel covers whole, if they are all in one triangle of its lattice.
  @inline(__always)
  private func blend(
    _ spots: Ground.Spots, tint: Ground.Tint, depth: Lanes, number: UInt8, pixel: Int,
    _ nextX: Int, _ vertices: UnsafePointer<SIMD4<Float>>
  ) -> Bool {
    let vertex = spots.vertex[0]
    let isLower = spots.u + spots.v .< 1
    guard !anyLane(spots.vertex .!= vertex) else { return false }
    let lower = isLower[0]
    guard lower ? !anyLane(.!isLower) : !anyLane(isLower) else { return false }
    let corner = vertices + Int(vertex)
    let change = tint.second - tint.first
    let red = tint.first.x + tint.shareOfSecond * change.x
    let green = tint.first.y + tint.shareOfSecond * change.y
    let blue = tint.first.z + tint.shareOfSecond * change.z
    var (sumR, sumG, sumB) = (Lanes(), Lanes(), Lanes())
    for layer in 0..<layers {
      let (east, north) = (corner[nextX &+ layer], corner[layers &+ layer])
      let other = lower ? corner[layer] : corner[nextX &+ layers &+ layer]
      let base = lower ? other : east + north - other
      let alongX = lower ? east - other : other - north
      let alongY = lower ? north - other : other - east
      let r = red * (base.x + spots.u * alongX.x + spots.v * alongY.x)
      let g = green * (base.y + spots.u * alongX.y + spots.v * alongY.y)
      let b = blue * (base.z + spots.u * alongX.z + spots.v * alongY.z)
      let cover: Float = layer == 0 ? 1 : 0
      let target = colors + (pixel &* layers &+ layer)
      target[0] = SIMD4(r[0], g[0], b[0], cover)
      target[layers] = SIMD4(r[1], g[1], b[1], cover)
      target[2 &* layers] = SIMD4(r[2], g[2], b[2], cover)
      target[3 &* layers] = SIMD4(r[3], g[3], b[3], cover)
      (sumR, sumG, sumB) = (sumR + r, sumG + g, sumB + b)
    }
    for lane in 0..<4 {
      write(SIMD4(sumR[lane], sumG[lane], sumB[lane], 0), to: bytes + 3 * (pixel + lane))
      depths[pixel + lane] = depth[lane]
      panels[pixel + lane] = number
    }
    return true
  }

  @inline(__always)
  private func blend(
    _ corner: UnsafePointer<SIMD4<Float>>, nextX: Int, _ u: Float, _ v: Float,
    tint: SIMD4<Float>, depth: Float, cover: Float, number: UInt8, pixel: Int,
    sky: UnsafePointer<UInt8>
  ) {
    let color = colors + pixel &* layers
    if panels[pixel] == 0 {
      (depths[pixel], panels[pixel]) = (depth, number)
      let share = cover * tint
      var first = share * Ground.light(corner, nextX: nextX, nextY: layers, u, v)
      if cover < 1 { first += (1 - cover) * PlanarScenes.color(of: sky) }
      var sum = first
      first.w = cover
      color[0] = first
      for layer in 1..<max(layers, 1) {
        let light = share * Ground.light(corner + layer, nextX: nextX, nextY: layers, u, v)
        color[layer] = light
        sum += light
      }
      write(sum, to: bytes + 3 * pixel)
      return
    }
    let isNearer = depth < depths[pixel]
    // Behind another panel, only the sky that shows beside it is covered.
    let share = isNearer ? cover : cover * (1 - color[0].w)
    let rest = isNearer ? 1 - share : 1
    let covered = min(color[0].w * rest + share, 1)
    for layer in 0..<layers {
      color[layer] =
        color[layer] * rest
        + share * tint * Ground.light(corner + layer, nextX: nextX, nextY: layers, u, v)
    }
    if isNearer {
      (depths[pixel], panels[pixel]) = (depth, number)
    } else {
      color[0] -= share * PlanarScenes.color(of: sky)
    }
    color[0].w = covered
    var sum = color[0]
    for layer in 1..<max(layers, 1) { sum += color[layer] }
    write(sum, to: bytes + 3 * pixel)
  }
}

/// Returns the colour of a pixel of bytes.
@inline(__always)
func color(of bytes: UnsafePointer<UInt8>) -> SIMD4<Float> {
  SIMD4(Float(bytes[0]), Float(bytes[1]), Float(bytes[2]), 0) * (1 / 255)
}
