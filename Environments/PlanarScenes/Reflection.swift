/// A panel as it appears in another one that is a mirror.
struct Reflection {
  let ground: Ground
  /// The number of the mirror, counted from 1.
  let mirror: UInt8
  /// The height of the panel's centre above the mirror, and its change along the panel's x and y.
  let height, heightByX, heightByY: Float

  /// Prepares the reflection of a panel in a mirror; `ground` is seen from behind the mirror.
  init(_ ground: Ground, in mirror: Ground, number: Int) {
    self.ground = ground
    self.mirror = UInt8(clamping: number)
    height = ((ground.center - mirror.center) * mirror.z).sum()
    heightByX = (ground.x * mirror.z).sum()
    heightByY = (ground.y * mirror.z).sum()
  }
}

extension Backdrop {
  /// Adds the reflection of another panel to the pixels of a row where the mirror is nearest.
  func add(
    _ reflection: Reflection, row: Int, up v: Float, screen: Screen,
    vertices: UnsafePointer<SIMD4<Float>>
  ) {
    let ground = reflection.ground
    let start = ground.forward + v * ground.up
    let nextX = ground.cellCount.y + 1
    for column in stride(from: 0, to: width, by: 4) {
      let span = PanelSpan(ground, from: start, column: column, screen: screen)
      let (x, y) = (span.x, span.y)
      let height = reflection.height + x * reflection.heightByX + y * reflection.heightByY
      let cover = span.cover.replacing(with: 0, where: height .< -1e-3)
      guard anyLane(cover .> 0) else { continue }
      let tint = ground.tint(x: x, y: y, footprint: span.footprint)
      let spots = ground.spots(x, y, layers: 1)
      for lane in 0..<min(4, width - column) where cover[lane] > 0 {
        let pixel = row * width + column + lane
        guard panels[pixel] == reflection.mirror else { continue }
        let light = Ground.light(
          vertices + Int(spots.vertex[lane]), nextX: nextX, nextY: 1, spots.u[lane], spots.v[lane])
        add(cover[lane] * covers[pixel] * (tint.color(lane) * light), to: pixel)
      }
    }
  }

  /// Adds to the part of a pixel that remains in shadow.
  private func add(_ light: SIMD4<Float>, to pixel: Int) {
    set(0, pixel, color(0, pixel) + light)
    var sum = SIMD4<Float>()
    for layer in 0..<layers { sum += color(layer, pixel) }
    write(sum, to: bytes + 3 * pixel)
  }
}
