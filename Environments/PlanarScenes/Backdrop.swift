/// The background behind the bodies: sky and panels, with the light that each shadow would remove.
///
/// There are planes of numbers, one per pixel: red, green and blue of each layer. The first layer
/// is what remains in shadow, and the others are the contributions of each light.
struct Backdrop {
  /// The number of colours that may be written beyond the end of a run, since sixteen are written
  /// at a time.
  static let overrun = 15

  /// The planes, layer by layer.
  let colors: UnsafeMutablePointer<Float>
  /// The number of pixels in a plane.
  let area: Int
  /// The fraction of each pixel that panels cover.
  let covers: UnsafeMutablePointer<Float>
  /// The depth of the nearest panel at the centre of each pixel, infinite in the sky.
  let depths: UnsafeMutablePointer<Float>
  /// The number of the nearest panel, counted from 1, or 0 in the sky.
  let panels: UnsafeMutablePointer<UInt8>
  /// The pixels in full light, without bodies, followed by a spare byte.
  let bytes: UnsafeMutablePointer<UInt8>
  let layers: Int
  let width: Int

  /// Returns a layer's colour of a pixel.
  @inline(__always)
  func color(_ layer: Int, _ pixel: Int) -> SIMD4<Float> {
    let red = colors + (3 &* layer &* area &+ pixel)
    return SIMD4(red[0], red[area], red[2 &* area], 0)
  }

  @inline(__always)
  func set(_ layer: Int, _ pixel: Int, _ color: SIMD4<Float>) {
    let red = colors + (3 &* layer &* area &+ pixel)
    red[0] = color.x
    red[area] = color.y
    red[2 &* area] = color.z
  }

  /// Clears a row, so that it shows the sky.
  func clear(row: Int, sky: UnsafePointer<UInt8>) {
    (bytes + 3 * row * width).update(from: sky, count: 3 * width)
    (depths + row * width).update(repeating: .infinity, count: width)
    (panels + row * width).update(repeating: 0, count: width)
  }

  /// Paints a panel over a row, and returns whether it is visible there.
  ///
  /// - Parameters:
  ///   - ground: The panel.
  ///   - number: Its number, counted from 1.
  ///   - row: The row of these buffers to paint in.
  ///   - v: The height of the row's centre above the centre of the screen.
  ///   - screen: The screen.
  ///   - sky: The row's pixels of sky.
  ///   - vertices: The light on the panel's lattice.
  /// - Returns: Whether any pixel of the row was painted.
  func paint(
    _ ground: Ground, number: UInt8, row: Int, up v: Float, screen: Screen,
    sky: UnsafePointer<UInt8>, vertices: UnsafePointer<SIMD4<Float>>
  ) -> Bool {
    if let level = LevelRow(ground, up: v, screen: screen) {
      return paint(
        level, ground, number: number, row: row, screen: screen, sky: sky, vertices: vertices)
    }
    let start = ground.forward + v * ground.up
    var isSeen = false
    for column in stride(from: 0, to: width, by: 4) {
      let span = PanelSpan(ground, from: start, column: column, screen: screen)
      guard anyLane(span.cover .> 0) else { continue }
      isSeen = true
      let group = Group(
        spots: ground.spots(span.x, span.y, layers: layers),
        tint: ground.tint(x: span.x, y: span.y, footprint: span.footprint), depth: span.depth,
        cover: span.cover)
      put(
        group, ground, number: number, row: row, columns: column..<min(column + 4, width), sky: sky,
        vertices: vertices)
    }
    return isSeen
  }

  /// The centres of four pixels in a row.
  static var middles: Lanes {
    @inline(__always) get { Lanes(0.5, 1.5, 2.5, 3.5) }
  }

  /// The part of a panel that is visible at four pixels in a row.
  struct Group {
    let spots: Ground.Spots
    let tint: Ground.Tint
    let depth, cover: Lanes
  }

  /// Paints four pixels in a row, as far as they are in the picture.
  @inline(__always)
  func put(
    _ group: Group, _ ground: Ground, number: UInt8, row: Int, columns: Range<Int>,
    sky: UnsafePointer<UInt8>, vertices: UnsafePointer<SIMD4<Float>>
  ) {
    let pixel = row * width + columns.lowerBound
    let nextX = (ground.cellCount.y + 1) * layers
    let spots = group.spots
    for lane in 0..<columns.count where group.cover[lane] > 0 {
      blend(
        vertices + Int(spots.vertex[lane]), nextX: nextX, spots.u[lane], spots.v[lane],
        tint: group.tint.color(lane), depth: group.depth[lane], cover: group.cover[lane],
        number: number, pixel: pixel + lane, sky: sky + 3 * (columns.lowerBound + lane))
    }
  }

  /// Returns the fractions of pixels that a panel covers.
  ///
  /// - Parameters:
  ///   - roomX: The distance of the pixels' centres from the panel's edge along x, positive inside.
  ///   - sizeX: The extents of the pixels along x.
  ///   - roomY: The distance along y.
  ///   - sizeY: The extents along y.
  ///   - dz: Less than 0 where the rays come down on the panel.
  /// - Returns: Numbers from 0 to 1.
  @inline(__always)
  static func cover(
    _ roomX: Lanes, _ sizeX: Lanes, _ roomY: Lanes, _ sizeY: Lanes, _ dz: Lanes
  ) -> Lanes {
    let (zero, one) = (Lanes(repeating: 0), Lanes(repeating: 1))
    let isWhole = (2 * roomX .>= sizeX) .& (2 * roomY .>= sizeY) .& (dz .< 0)
    if !anyLane(.!isWhole) { return one }
    let share = clamp(roomX / sizeX + 0.5, zero, one) * clamp(roomY / sizeY + 0.5, zero, one)
    return share.replacing(with: 0, where: dz .>= 0)
  }

  @inline(__always)
  private func blend(
    _ corner: UnsafePointer<SIMD4<Float>>, nextX: Int, _ u: Float, _ v: Float,
    tint: SIMD4<Float>, depth: Float, cover: Float, number: UInt8, pixel: Int,
    sky: UnsafePointer<UInt8>
  ) {
    let isFirst = panels[pixel] == 0
    let before = isFirst ? 0 : covers[pixel]
    let isNearer = depth < depths[pixel]
    // Behind another panel, only the sky that is visible beside it is covered.
    let share = isNearer ? cover : cover * (1 - before)
    let rest = isNearer ? 1 - share : 1
    var sum = SIMD4<Float>()
    for layer in 0..<layers {
      let light = Ground.light(corner + layer, nextX: nextX, nextY: layers, u, v)
      let empty = layer == 0 ? PlanarScenes.color(of: sky) : SIMD4()
      var color = isFirst ? empty : self.color(layer, pixel)
      color = color * rest + share * (tint * light - (isNearer ? SIMD4() : empty))
      set(layer, pixel, color)
      sum += color
    }
    covers[pixel] = min(before * rest + share, 1)
    if isNearer { (depths[pixel], panels[pixel]) = (depth, number) }
    write(sum, to: bytes + 3 * pixel)
  }
}

/// Returns the colour of a pixel of bytes.
@inline(__always)
func color(of bytes: UnsafePointer<UInt8>) -> SIMD4<Float> {
  SIMD4(Float(bytes[0]), Float(bytes[1]), Float(bytes[2]), 0) * (1 / 255)
}
