import CScenes

/// Draws one solid into the samples of a band of rows.
///
/// Four rays per pixel determine which samples a solid covers. As on graphics cards, its colour is
/// computed once per pixel, along the ray through the centre, for sixteen pixels at a time. If that
/// ray misses, the pixel shows the solid's rim: the surface is assumed to be edge-on.
struct Brush {
  private let surface: UnsafePointer<scenes_surface>
  private let view: View
  private let screen: Screen
  private let batch: Batch
  private let samples: UnsafeMutablePointer<SamplePixel>
  /// The number of covered pixels whose colours have not been computed yet.
  private var count = 0

  init(
    appearance: UnsafePointer<Appearance>, surface: UnsafePointer<scenes_surface>,
    screen: Screen, batch: Batch, samples: UnsafeMutablePointer<SamplePixel>
  ) {
    (self.surface, self.screen) = (surface, screen)
    (self.batch, self.samples) = (batch, samples)
    view = appearance.pointee.view
  }

  /// Returns the rays through the samples of a row.
  @inline(__always)
  func rays(inRow row: Int) -> RowRays {
    RowRays(
      form: surface.pointee.form, eye: view.eye,
      start: view.ray(
        right: Lanes(repeating: screen.right(0)) + SamplePixel.columns * screen.pitch,
        up: screen.up(row, SamplePixel.rows)),
      step: view.right * screen.pitch)
  }

  /// Covers the samples of a pixel where the solid is the nearest.
  @inline(__always)
  mutating func cover(_ pixel: Int, column: Int, row: Int, at depth: Lanes) {
    let isNearer = depth .< samples[pixel].depth
    guard anyLane(isNearer) else { return }
    samples[pixel].depth.replace(with: depth, where: isNearer)
    let zero = Lanes(repeating: 0)
    let weight = zero.replacing(with: 1, where: isNearer)
    let found = zero.replacing(with: depth, where: isNearer)
    (batch.columns[count], batch.rows[count]) = (Float(column), Float(row))
    for sample in 0..<4 {
      batch.weights[16 &* sample &+ count] = weight[sample]
      batch.depths[16 &* sample &+ count] = found[sample]
    }
    (batch.pixels[count], batch.masks[count]) = (pixel, isNearer)
    count &+= 1
    if count == 16 { finish() }
  }

  /// Computes the colours of the pixels that still lack them.
  mutating func finish() {
    guard count > 0 else { return }
    var pixels = batch.record
    scenes_color(surface, &pixels)
    for index in 0..<count {
      let color = SIMD4(
        batch.colors[index], batch.colors[16 &+ index], batch.colors[32 &+ index], 0)
      samples[batch.pixels[index]].put(color, where: batch.masks[index])
    }
    count = 0
  }
}

/// Sixteen pixels that wait for their colours.
struct Batch {
  private let numbers: UnsafeMutablePointer<Float>
  let pixels: UnsafeMutablePointer<Int>
  let masks: UnsafeMutablePointer<Mask>
  let columns, rows, weights, depths, colors: UnsafeMutablePointer<Float>

  init() {
    let size = 16 * (1 + 1 + 4 + 4 + 3)
    numbers = .allocate(capacity: size)
    numbers.initialize(repeating: 0, count: size)
    (columns, rows, weights) = (numbers, numbers + 16, numbers + 32)
    (depths, colors) = (numbers + 96, numbers + 160)
    pixels = .allocate(capacity: 16)
    pixels.initialize(repeating: 0, count: 16)
    masks = .allocate(capacity: 16)
    masks.initialize(repeating: Mask(), count: 16)
  }

  func deallocate() {
    numbers.deallocate()
    pixels.deallocate()
    masks.deallocate()
  }

  /// The same for the loops in C.
  var record: scenes_pixels {
    scenes_pixels(column: columns, row: rows, weight: weights, depth: depths, color: colors)
  }
}
