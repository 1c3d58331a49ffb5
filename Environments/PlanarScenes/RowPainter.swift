/// Draws the rows of a prepared scene.
struct RowPainter {
  let prepared: UnsafePointer<PreparedScene>
  let buffers: FrameBuffers
  let backdrop: Backdrop

  private var scene: PreparedScene {
    @inline(__always) get { prepared.pointee }
  }
  private var screen: Screen { scene.screen }
  private var width: Int { scene.screen.width }

  /// Draws a row.
  ///
  /// - Parameters:
  ///   - y: The row of the picture.
  ///   - source: The row of the backdrop that belongs to it.
  ///   - hasPanels: Whether a panel is seen in the row.
  ///   - target: The row's pixels to write.
  func draw(
    row y: Int, from source: Int, hasPanels: Bool, into target: UnsafeMutablePointer<UInt8>
  ) {
    guard hasPanels else {
      target.update(from: buffers.sky + 3 * width * y, count: 3 * width)
      drawBodies(row: y, from: source, hasPanels: false, into: target)
      return
    }
    target.update(from: backdrop.bytes + 3 * width * source, count: 3 * width)
    let changed = union(shade(row: y, from: source), mirror(row: y, from: source))
    for column in changed where buffers.isChanged[column] {
      write(color(column, from: source), to: target + 3 * column)
    }
    drawBodies(row: y, from: source, hasPanels: true, into: target)
    guard !changed.isEmpty else { return }
    (buffers.isChanged + changed.lowerBound).update(repeating: false, count: changed.count)
    (buffers.glow + changed.lowerBound).update(repeating: SIMD4(), count: changed.count)
    for layer in 0..<scene.layers - 1 {
      (buffers.isShaded + layer * width + changed.lowerBound)
        .update(repeating: false, count: changed.count)
    }
  }

  /// The colour of a pixel before the bodies, in a row with panels.
  @inline(__always)
  private func color(_ column: Int, from source: Int) -> SIMD4<Float> {
    let layers = backdrop.layers
    guard buffers.isChanged[column] else {
      return PlanarScenes.color(of: backdrop.bytes + 3 * (source * width + column))
    }
    let pixel = source * width + column
    var color = backdrop.color(0, pixel)
    for layer in 1..<max(layers, 1) where !buffers.isShaded[(layer - 1) * width + column] {
      color += backdrop.color(layer, pixel)
    }
    return color + buffers.glow[column]
  }

  /// Takes light from the panels where a body is in its way.
  ///
  /// - Returns: The columns that may have changed.
  private func shade(row y: Int, from source: Int) -> Range<Int> {
    var changed = 0..<0
    for index in 0..<prepared.pointee.shadeCount {
      let shade = prepared.pointee.shades + index
      guard shade.pointee.bounds.rows.contains(y) else { continue }
      let columns = shade.pointee.bounds.columns(inRow: y, width: width)
      guard !columns.isEmpty else { continue }
      cast(shade.pointee, row: y, columns: columns, from: source)
      changed = union(changed, columns)
    }
    return changed
  }

  private func cast(_ shade: Shade, row y: Int, columns: Range<Int>, from source: Int) {
    let ground = scene.grounds + shade.panel
    let light = scene.groundLights + (shade.panel * scene.lightCount + shade.light)
    let solid = scene.solids + shade.solid
    let form = solid.pointee.form
    let lamp = scene.solidLights + (shade.solid * scene.lightCount + shade.light)
    let (eye, right) = (ground.pointee.eye, ground.pointee.right)
    let ex = ground.pointee.local(direction: solid.pointee.x)
    let ey = ground.pointee.local(direction: solid.pointee.y)
    let ez = ground.pointee.local(direction: solid.pointee.z)
    let origin = ground.pointee.local(direction: solid.pointee.center - ground.pointee.center)
    let start = ground.pointee.forward + screen.up(Float(y) + 0.5) * ground.pointee.up
    let number = UInt8(clamping: shade.panel + 1)
    let panels = backdrop.panels + source * width
    let flags = buffers.isShaded + (shade.layer - 1) * width
    for column in stride(from: columns.lowerBound, to: columns.upperBound, by: 4) {
      let u = screen.right(column, Lanes(0.5, 1.5, 2.5, 3.5))
      let t = -eye.z / (start.z + u * right.z)
      let point = LaneVector(
        eye.x + t * (start.x + u * right.x), eye.y + t * (start.y + u * right.y), Lanes())
      let offset = point - LaneVector(repeating: origin)
      let start = LaneVector(offset.dot(ex), offset.dot(ey), offset.dot(ez))
      let blocked = form.blocks(from: start, along: lamp.pointee.path(from: start))
      guard anyLane(blocked) else { continue }
      let isDark = blocked .& light.pointee.isWithinReach(light.pointee.path(from: point))
      for lane in 0..<min(4, columns.upperBound - column)
      where isDark[lane] && panels[column + lane] == number {
        flags[column + lane] = true
        buffers.isChanged[column + lane] = true
      }
    }
  }

  /// Works out what the panels mirror.
  ///
  /// - Returns: The columns that may have changed.
  private func mirror(row y: Int, from source: Int) -> Range<Int> {
    let panels = backdrop.panels + source * width
    let (samples, isTouched) = (buffers.samples, buffers.isTouched)
    var touched = 0..<0
    for index in 0..<prepared.pointee.mirroredCount {
      let appearance = prepared.pointee.mirrored + index
      guard appearance.pointee.bounds.rows.contains(y) else { continue }
      let columns = appearance.pointee.bounds.columns(inRow: y, width: width)
      guard !columns.isEmpty else { continue }
      var brush = Brush(scene: prepared, appearance: appearance, row: y, samples: samples)
      guard brush.rays.find(columns, buffers.depths) else { continue }
      for column in columns where panels[column] == appearance.pointee.mirror {
        let depth = buffers.depths[column &- columns.lowerBound]
        guard anyLane(depth .< .infinity) else { continue }
        if !isTouched[column] {
          isTouched[column] = true
          samples[column] = SamplePixel()
        }
        brush.cover(column, at: depth)
      }
      brush.finish()
      touched = union(touched, columns)
    }
    for column in touched where isTouched[column] {
      isTouched[column] = false
      buffers.isChanged[column] = true
      let cover = backdrop.covers[source * width + column]
      buffers.glow[column] = cover * samples[column].mean
    }
    return touched
  }

  private func drawBodies(
    row y: Int, from source: Int, hasPanels: Bool, into target: UnsafeMutablePointer<UInt8>
  ) {
    let (samples, isTouched) = (buffers.samples, buffers.isTouched)
    var touched = 0..<0
    for index in 0..<prepared.pointee.visibleCount {
      let appearance = prepared.pointee.visible + index
      guard appearance.pointee.bounds.rows.contains(y) else { continue }
      let columns = appearance.pointee.bounds.columns(inRow: y, width: width)
      guard !columns.isEmpty else { continue }
      var brush = Brush(scene: prepared, appearance: appearance, row: y, samples: samples)
      guard brush.rays.find(columns, buffers.depths) else { continue }
      for column in columns {
        let depth = buffers.depths[column &- columns.lowerBound]
        guard anyLane(depth .< .infinity) else { continue }
        if !isTouched[column] {
          isTouched[column] = true
          start(
            samples + column, row: y, column: column, from: source, hasPanels: hasPanels)
        }
        brush.cover(column, at: depth)
      }
      brush.finish()
      touched = union(touched, columns)
    }
    for column in touched where isTouched[column] {
      isTouched[column] = false
      write(samples[column].mean, to: target + 3 * column)
    }
  }

  /// Starts the samples of a pixel with what is behind the bodies.
  @inline(__always)
  private func start(
    _ pixel: UnsafeMutablePointer<SamplePixel>, row y: Int, column: Int, from source: Int,
    hasPanels: Bool
  ) {
    var behind: SIMD4<Float>
    pixel.pointee.depth = Lanes(repeating: .infinity)
    if hasPanels {
      behind = minimum(color(column, from: source), SIMD4(repeating: 1))
      let number = backdrop.panels[source * width + column]
      if number > 0 {
        let depth = prepared.pointee.grounds[Int(number) - 1].depth(
          right: screen.right(column, SamplePixel.columns), up: screen.up(y, SamplePixel.rows))
        pixel.pointee.depth.replace(with: depth, where: depth .> 0)
      }
    } else {
      behind = PlanarScenes.color(of: buffers.sky + 3 * (y * width + column))
    }
    pixel.pointee.red = Lanes(repeating: behind.x)
    pixel.pointee.green = Lanes(repeating: behind.y)
    pixel.pointee.blue = Lanes(repeating: behind.z)
  }

  @inline(__always)
  private func union(_ a: Range<Int>, _ b: Range<Int>) -> Range<Int> {
    if a.isEmpty { return b }
    if b.isEmpty { return a }
    return min(a.lowerBound, b.lowerBound)..<max(a.upperBound, b.upperBound)
  }
}
