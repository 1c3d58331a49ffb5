import CScenes

/// Draws bands of rows of a prepared scene.
struct BandPainter {
  let prepared: UnsafePointer<PreparedScene>
  let buffers: FrameBuffers
  let backdrop: Backdrop
  /// The rows to draw.
  let rows: Range<Int>
  /// The first row of the backdrop that belongs to the band.
  let source: Int
  /// The rows of the picture that show a panel.
  let hasPanels: UnsafePointer<Bool>

  private var screen: Screen { prepared.pointee.screen }
  private var width: Int { prepared.pointee.screen.width }
  private var layers: Int { prepared.pointee.layers }

  /// Draws the band.
  ///
  /// - Parameter target: The band's pixels to write.
  func draw(into target: UnsafeMutablePointer<UInt8>) {
    for row in rows {
      let behind =
        hasPanels[row]
        ? backdrop.bytes + 3 * width * (source + row - rows.lowerBound)
        : buffers.sky + 3 * width * row
      (target + 3 * width * (row - rows.lowerBound)).update(from: behind, count: 3 * width)
    }
    let isShaded = castShadows()
    let isMirroring = drawMirrored()
    if isShaded || isMirroring { writeChanged(to: target) }
    drawBodies(into: target)
    guard isShaded || isMirroring else { return }
    let area = rows.count * width
    buffers.isChanged.update(repeating: false, count: area)
    buffers.isMirroring.update(repeating: false, count: area)
    buffers.isShaded.update(repeating: false, count: (layers - 1) * area)
  }

  /// The pixel of the backdrop behind a pixel of the band.
  @inline(__always)
  private func behind(_ pixel: Int) -> Int { source &* width &+ pixel }

  /// Returns the colour of a pixel before the bodies are drawn, in a row with panels.
  @inline(__always)
  private func color(_ pixel: Int) -> SIMD4<Float> {
    guard buffers.isChanged[pixel] else {
      return PlanarScenes.color(of: backdrop.bytes + 3 * behind(pixel))
    }
    var color = backdrop.color(0, behind(pixel))
    for layer in 1..<max(backdrop.layers, 1)
    where !buffers.isShaded[(layer - 1) * rows.count * width + pixel] {
      color += backdrop.color(layer, behind(pixel))
    }
    return buffers.isMirroring[pixel] ? color + buffers.glow[pixel] : color
  }

  private func writeChanged(to target: UnsafeMutablePointer<UInt8>) {
    forEachPixel(where: buffers.isChanged) { write(color($0), to: target + 3 * $0) }
  }

  /// Removes light from the panels where a body blocks it.
  ///
  /// - Returns: Whether any pixel is in shadow.
  private func castShadows() -> Bool {
    var isAnywhere = false
    for index in 0..<prepared.pointee.shadeCount {
      let shade = prepared.pointee.shades + index
      let ground = prepared.pointee.grounds + shade.pointee.panel
      let (forward, up) = (ground.pointee.forward, ground.pointee.up)
      let left = screen.right(0) * ground.pointee.right
      for row in rows.clamped(to: shade.pointee.bounds.rows) {
        let columns = shade.pointee.bounds.columns(inRow: row, width: width)
        guard !columns.isEmpty, hasPanels[row] else { continue }
        let start = forward + left + screen.up(Float(row) + 0.5) * up
        shade.pointee.record.start = start.parts
        let first = (row - rows.lowerBound) * width
        let layer = (shade.pointee.layer - 1) * rows.count * width
        let found = scenes_cast_shadow(
          &shade.pointee.record, Int32(columns.lowerBound), Int32(columns.upperBound),
          backdrop.panels + behind(first), buffers.isShaded + layer + first,
          buffers.isChanged + first)
        if found != 0 { isAnywhere = true }
      }
    }
    return isAnywhere
  }

  /// Computes the reflections in panels.
  ///
  /// - Returns: Whether any pixel reflects something.
  private func drawMirrored() -> Bool {
    var isAnywhere = false
    for index in 0..<prepared.pointee.mirroredCount {
      let appearance = prepared.pointee.mirrored + index
      let mirror = appearance.pointee.mirror
      let isTouching = draw(appearance, prepared.pointee.mirroredSurfaces + index) {
        pixel, _, row in
        guard hasPanels[row], backdrop.panels[behind(pixel)] == mirror else { return false }
        if !buffers.isTouched[pixel] { buffers.samples[pixel] = SamplePixel() }
        return true
      }
      isAnywhere = isAnywhere || isTouching
    }
    guard isAnywhere else { return false }
    forEachPixel(where: buffers.isTouched) { pixel in
      buffers.isTouched[pixel] = false
      buffers.isChanged[pixel] = true
      buffers.isMirroring[pixel] = true
      buffers.glow[pixel] = backdrop.covers[behind(pixel)] * buffers.samples[pixel].mean
    }
    return true
  }

  private func drawBodies(into target: UnsafeMutablePointer<UInt8>) {
    var isAnywhere = false
    for index in 0..<prepared.pointee.visibleCount {
      let isTouching = draw(
        prepared.pointee.visible + index, prepared.pointee.visibleSurfaces + index
      ) { pixel, column, row in
        if !buffers.isTouched[pixel] { start(pixel, column: column, row: row) }
        return true
      }
      isAnywhere = isAnywhere || isTouching
    }
    guard isAnywhere else { return }
    forEachPixel(where: buffers.isTouched) { pixel in
      buffers.isTouched[pixel] = false
      write(buffers.samples[pixel].mean, to: target + 3 * pixel)
    }
  }

  /// Calls `body` with each flagged pixel of the band, skipping unflagged ones eight at a time.
  @inline(__always)
  private func forEachPixel(where flags: UnsafeMutablePointer<Bool>, _ body: (Int) -> Void) {
    let bytes = UnsafeRawPointer(flags)
    for first in stride(from: 0, to: rows.count * width, by: 8)
    where bytes.loadUnaligned(fromByteOffset: first, as: UInt64.self) != 0 {
      for pixel in first..<first + 8 where flags[pixel] { body(pixel) }
    }
  }

  /// Draws a solid into the samples.
  ///
  /// - Parameters:
  ///   - appearance: The solid.
  ///   - surface: The same solid for the loops in C.
  ///   - begin: Called for each pixel that the solid touches, with its column and row; prepares its
  ///     samples if no solid touched it before, and returns whether to draw there.
  /// - Returns: Whether any pixel was touched.
  @inline(__always)
  private func draw(
    _ appearance: UnsafePointer<Appearance>, _ surface: UnsafePointer<scenes_surface>,
    begin: (Int, Int, Int) -> Bool
  ) -> Bool {
    let bounds = appearance.pointee.bounds
    var brush = Brush(
      appearance: appearance, surface: surface, screen: screen, batch: buffers.batch,
      samples: buffers.samples)
    var isAnywhere = false
    for row in rows.clamped(to: bounds.rows) {
      let columns = bounds.columns(inRow: row, width: width)
      guard !columns.isEmpty else { continue }
      var rays = brush.rays(inRow: row)
      guard rays.find(columns, buffers.depths) else { continue }
      let first = (row - rows.lowerBound) * width
      for column in columns {
        let depth = buffers.depths[column &- columns.lowerBound]
        let pixel = first &+ column
        guard anyLane(depth .< .infinity), begin(pixel, column, row) else { continue }
        buffers.isTouched[pixel] = true
        isAnywhere = true
        brush.cover(pixel, column: column, row: row, at: depth)
      }
    }
    brush.finish()
    return isAnywhere
  }

  /// Initializes the samples of a pixel with the background behind the bodies.
  @inline(__always)
  private func start(_ pixel: Int, column: Int, row: Int) {
    var behind: SIMD4<Float>
    let sample = buffers.samples + pixel
    sample.pointee.depth = Lanes(repeating: .infinity)
    if hasPanels[row] {
      behind = minimum(color(pixel), SIMD4(repeating: 1))
      let number = backdrop.panels[self.behind(pixel)]
      if number > 0 {
        let depth = prepared.pointee.grounds[Int(number) - 1].depth(
          right: screen.right(column, SamplePixel.columns), up: screen.up(row, SamplePixel.rows))
        sample.pointee.depth.replace(with: depth, where: depth .> 0)
      }
    } else {
      behind = PlanarScenes.color(of: buffers.sky + 3 * (row * width + column))
    }
    sample.pointee.red = Lanes(repeating: behind.x)
    sample.pointee.green = Lanes(repeating: behind.y)
    sample.pointee.blue = Lanes(repeating: behind.z)
  }
}
