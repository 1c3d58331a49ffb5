/// Draws the rows of a prepared scene.
struct RowPainter {
  let stage: Stage
  let backdrop: Backdrop
  /// The samples of the pixels of one row.
  let samples: UnsafeMutablePointer<SamplePixel>
  /// Which pixels of the row have samples.
  let isTouched: UnsafeMutablePointer<Bool>
  /// The colours of the row before the bodies.
  let row: UnsafeMutablePointer<SIMD4<Float>>
  /// What is left of the light of each layer, one row of pixels after the other.
  let isLit: UnsafeMutablePointer<Bool>

  private var width: Int { stage.screen.width }

  /// Draws a row.
  ///
  /// - Parameters:
  ///   - y: The row of the picture.
  ///   - source: The row of the backdrop that belongs to it.
  ///   - hasPanels: Whether a panel is seen in the row.
  ///   - sky: The row's pixels of sky.
  ///   - target: The row's pixels to write.
  func draw(
    row y: Int, from source: Int, hasPanels: Bool, sky: UnsafePointer<UInt8>,
    into target: UnsafeMutablePointer<UInt8>
  ) {
    if hasPanels {
      shade(row: y, from: source)
      mirror(row: y, from: source)
      for column in 0..<width { write(row[column], to: target + 3 * column) }
    } else {
      target.update(from: sky, count: 3 * width)
    }
    drawBodies(row: y, from: source, hasPanels: hasPanels, sky: sky, into: target)
  }

  /// Lights the panels where no body is in the way.
  private func shade(row y: Int, from source: Int) {
    let layers = stage.layers
    let colors = backdrop.colors + source * width * layers
    for index in 0..<width * (layers - 1) { isLit[index] = true }
    for shade in stage.shades where shade.bounds.rows.contains(y) {
      let columns = shade.bounds.columns(inRow: y, width: width)
      if !columns.isEmpty { cast(shade, row: y, columns: columns, from: source) }
    }
    for column in 0..<width {
      var color = colors[column * layers]
      for layer in 1..<max(layers, 1) where isLit[(layer - 1) * width + column] {
        color += colors[column * layers + layer]
      }
      row[column] = color
    }
  }

  private func cast(_ shade: Shade, row y: Int, columns: Range<Int>, from source: Int) {
    let ground = stage.grounds[shade.panel]
    let light = stage.groundLights[shade.panel * stage.lightCount + shade.light]
    let solid = stage.solids[shade.solid]
    let center = solid.center - ground.center
    let (ex, ey, ez) = (
      ground.local(direction: solid.x), ground.local(direction: solid.y),
      ground.local(direction: solid.z)
    )
    let origin = ground.local(direction: center)
    let v = stage.screen.up(Float(y) + 0.5)
    let start = ground.forward + v * ground.up
    let number = UInt8(clamping: shade.panel + 1)
    let flags = isLit + (shade.layer - 1) * width
    for column in stride(from: columns.lowerBound, to: columns.upperBound, by: 4) {
      let u = (Float(column) - Float(width) / 2 + Lanes(0.5, 1.5, 2.5, 3.5)) * stage.screen.pitch
      let t = -ground.eye.z / (start.z + u * ground.right.z)
      let point = LaneVector(
        ground.eye.x + t * (start.x + u * ground.right.x),
        ground.eye.y + t * (start.y + u * ground.right.y), Lanes())
      let path = light.path(from: point)
      let offset = point - LaneVector(repeating: origin)
      let blocked =
        solid.blocks(
          from: LaneVector(offset.dot(ex), offset.dot(ey), offset.dot(ez)),
          along: LaneVector(path.dot(ex), path.dot(ey), path.dot(ez)))
        .& light.isWithinReach(path)
      guard anyLane(blocked) else { continue }
      for lane in 0..<min(4, columns.upperBound - column) where blocked[lane] {
        if backdrop.panels[source * width + column + lane] == number {
          flags[column + lane] = false
        }
      }
    }
  }

  /// Adds what the panels mirror.
  private func mirror(row y: Int, from source: Int) {
    guard !stage.mirrored.isEmpty else { return }
    let panels = backdrop.panels + source * width
    var touched = 0..<0
    for appearance in stage.mirrored where appearance.bounds.rows.contains(y) {
      let columns = appearance.bounds.columns(inRow: y, width: width)
      guard !columns.isEmpty else { continue }
      var brush = Brush(stage: stage, appearance: appearance, row: y, samples: samples)
      for column in columns where panels[column] == appearance.mirror {
        if !isTouched[column] {
          isTouched[column] = true
          samples[column] = SamplePixel()
        }
        brush.touch(column)
      }
      brush.finish()
      touched = union(touched, columns)
    }
    for column in touched where isTouched[column] {
      isTouched[column] = false
      let ground = stage.grounds[Int(panels[column]) - 1]
      let cover = backdrop.colors[(source * width + column) * stage.layers].w
      row[column] += ground.reflectance * cover * samples[column].mean
    }
  }

  private func drawBodies(
    row y: Int, from source: Int, hasPanels: Bool, sky: UnsafePointer<UInt8>,
    into target: UnsafeMutablePointer<UInt8>
  ) {
    var touched = 0..<0
    for appearance in stage.visible where appearance.bounds.rows.contains(y) {
      let columns = appearance.bounds.columns(inRow: y, width: width)
      guard !columns.isEmpty else { continue }
      var brush = Brush(stage: stage, appearance: appearance, row: y, samples: samples)
      for column in columns {
        if !isTouched[column] {
          begin(row: y, column: column, from: source, hasPanels: hasPanels, sky: sky)
        }
        brush.touch(column)
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
  private func begin(
    row y: Int, column: Int, from source: Int, hasPanels: Bool, sky: UnsafePointer<UInt8>
  ) {
    isTouched[column] = true
    var pixel = SamplePixel()
    var color: SIMD4<Float>
    if hasPanels {
      color = pointwiseMin(row[column], SIMD4(repeating: 1))
      let number = backdrop.panels[source * width + column]
      if number > 0 {
        let screen = stage.screen
        pixel.depth = stage.grounds[Int(number) - 1].depth(
          right: screen.right(column, SamplePixel.columns), up: screen.up(y, SamplePixel.rows))
        pixel.depth.replace(with: .infinity, where: pixel.depth .<= 0)
      }
    } else {
      let byte = sky + 3 * column
      color = SIMD4(Float(byte[0]), Float(byte[1]), Float(byte[2]), 0) * (1 / 255)
    }
    pixel.red = Lanes(repeating: color.x)
    pixel.green = Lanes(repeating: color.y)
    pixel.blue = Lanes(repeating: color.z)
    samples[column] = pixel
  }

  @inline(__always)
  private func write(_ color: SIMD4<Float>, to target: UnsafeMutablePointer<UInt8>) {
    // The comparisons send what is not a number to 0.
    for channel in 0..<3 {
      let value = color[channel] * 255 + 0.5
      target[channel] = value > 0 ? UInt8(min(value, 255)) : 0
    }
  }

  @inline(__always)
  private func union(_ a: Range<Int>, _ b: Range<Int>) -> Range<Int> {
    a.isEmpty ? b : min(a.lowerBound, b.lowerBound)..<max(a.upperBound, b.upperBound)
  }
}
