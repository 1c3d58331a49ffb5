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
  let layers: Int
  let width: Int

  /// Fills a row with sky.
  func clear(row: Int, sky: UnsafePointer<UInt8>) {
    for column in 0..<width {
      let (pixel, byte) = (row * width + column, sky + 3 * column)
      colors[pixel * layers] = SIMD4(Float(byte[0]), Float(byte[1]), Float(byte[2]), 0) * (1 / 255)
      for layer in 1..<max(layers, 1) { colors[pixel * layers + layer] = SIMD4() }
      depths[pixel] = .infinity
      panels[pixel] = 0
    }
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
  func paint(
    _ ground: Ground, number: UInt8, row: Int, up v: Float, screen: Screen,
    sky: UnsafePointer<UInt8>, vertices: UnsafePointer<SIMD4<Float>>
  ) -> Bool {
    let pitch = screen.pitch
    let start = ground.forward + v * ground.up
    let (right, up) = (ground.right, ground.up)
    let steps = Lanes(0.5, 1.5, 2.5, 3.5)
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
      let footprint = maximum(
        xByColumn * xByColumn + yByColumn * yByColumn, xByRow * xByRow + yByRow * yByRow
      ).squareRoot()
      let tint = ground.tint(x: px, y: py, footprint: footprint)
      for lane in 0..<min(4, width - column) where cover[lane] > 0 {
        let spot = ground.spot(px[lane], py[lane], layers: layers)
        blend(
          spot, tint: tint.color(lane), depth: t[lane], cover: cover[lane], number: number,
          pixel: row * width + column + lane, sky: sky + 3 * (column + lane), vertices: vertices)
      }
    }
    return isSeen
  }

  @inline(__always)
  private func blend(
    _ spot: Ground.Spot, tint: SIMD4<Float>, depth: Float, cover: Float, number: UInt8,
    pixel: Int, sky: UnsafePointer<UInt8>, vertices: UnsafePointer<SIMD4<Float>>
  ) {
    let color = colors + pixel * layers
    let isNearer = depth < depths[pixel]
    // Behind another panel, only the sky that shows beside it is covered.
    let share = isNearer ? cover : cover * (1 - color[0].w)
    let rest = isNearer ? 1 - share : 1
    let covered = min(color[0].w * rest + share, 1)
    let light = tint * Ground.light(at: spot, layer: 0, in: vertices)
    if isNearer {
      color[0] = color[0] * rest + share * light
    } else {
      let behind = SIMD4(Float(sky[0]), Float(sky[1]), Float(sky[2]), 0) * (1 / 255)
      color[0] += share * (light - behind)
    }
    color[0].w = covered
    for layer in 1..<max(layers, 1) {
      color[layer] =
        color[layer] * rest + share * tint * Ground.light(at: spot, layer: layer, in: vertices)
    }
    if isNearer || panels[pixel] == 0 {
      depths[pixel] = depth
      panels[pixel] = number
    }
  }
}
