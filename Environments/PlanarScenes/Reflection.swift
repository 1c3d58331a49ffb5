/// A panel as it is seen in another one that mirrors.
struct Reflection {
  let ground: Ground
  /// The number of the mirror, counted from 1.
  let mirror: UInt8
  /// The height over the mirror of the panel's centre, and its change along the panel's x and y.
  let height, heightByX, heightByY: Float

  /// Prepares what a mirror shows of a panel; `ground` is seen from behind the mirror.
  init(_ ground: Ground, in mirror: Ground, number: Int) {
    self.ground = ground
    self.mirror = UInt8(clamping: number)
    height = ((ground.center - mirror.center) * mirror.z).sum()
    heightByX = (ground.x * mirror.z).sum()
    heightByY = (ground.y * mirror.z).sum()
  }
}

extension Backdrop {
  /// Adds what a mirror shows of another panel to the pixels of a row where the mirror is nearest.
  func add(
    _ reflection: Reflection, row: Int, up v: Float, screen: Screen,
    vertices: UnsafePointer<SIMD4<Float>>
  ) {
    let ground = reflection.ground
    let (pitch, right, up) = (screen.pitch, ground.right, ground.up)
    let start = ground.forward + v * up
    let nextX = ground.cellCount.y + 1
    for column in stride(from: 0, to: width, by: 4) {
      let u = screen.right(column, Backdrop.middles)
      let dz = start.z + u * right.z
      let t = -ground.eye.z / dz
      let (dx, dy) = (start.x + u * right.x, start.y + u * right.y)
      let (px, py) = (ground.eye.x + t * dx, ground.eye.y + t * dy)
      let height = reflection.height + px * reflection.heightByX + py * reflection.heightByY
      // How the place changes from column to column and from row to row.
      let (mx, my, scale) = (dx / dz, dy / dz, t * pitch)
      let xByColumn = scale * (right.x - mx * right.z)
      let yByColumn = scale * (right.y - my * right.z)
      let xByRow = scale * (up.x - mx * up.z)
      let yByRow = scale * (up.y - my * up.z)
      let cover = self.cover(
        ground.halfSize.x - magnitude(px), magnitude(xByColumn) + magnitude(xByRow),
        ground.halfSize.y - magnitude(py), magnitude(yByColumn) + magnitude(yByRow), dz
      ).replacing(with: 0, where: height .< -1e-3)
      guard anyLane(cover .> 0) else { continue }
      let footprint = root(
        maximum(
          xByColumn * xByColumn + yByColumn * yByColumn, xByRow * xByRow + yByRow * yByRow))
      let tint = ground.tint(x: px, y: py, footprint: footprint)
      let spots = ground.spots(px, py, layers: 1)
      for lane in 0..<min(4, width - column) where cover[lane] > 0 {
        let pixel = row * width + column + lane
        guard panels[pixel] == reflection.mirror else { continue }
        let light = Ground.light(
          vertices + Int(spots.vertex[lane]), nextX: nextX, nextY: 1, spots.u[lane], spots.v[lane])
        add(cover[lane] * covers[pixel] * (tint.color(lane) * light), to: pixel)
      }
    }
  }

  /// Adds to what of a pixel stays in shadow.
  private func add(_ light: SIMD4<Float>, to pixel: Int) {
    set(0, pixel, color(0, pixel) + light)
    var sum = SIMD4<Float>()
    for layer in 0..<layers { sum += color(layer, pixel) }
    write(sum, to: bytes + 3 * pixel)
  }
}
