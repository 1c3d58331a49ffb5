/// Draws one solid into the samples of one row.
///
/// Which samples a solid covers is found with four rays a pixel. Its colour is worked out once a
/// pixel, as graphics cards do, along the ray through the middle, for four pixels at a time. Where
/// that ray misses, the pixel shows the solid's rim: the surface is taken as edge-on.
struct Brush {
  private let scene: UnsafePointer<PreparedScene>
  private let solid: UnsafePointer<Solid>
  private let appearance: UnsafePointer<Appearance>
  /// The rays through the samples of the row.
  let rays: RowRays
  private let eye: LaneVector
  private let samples: UnsafeMutablePointer<SamplePixel>
  /// The direction of the ray through column 0's left edge, at the row's middle.
  private let middle: SIMD3<Float>
  /// The change of a ray's direction from column to column.
  private let step: SIMD3<Float>
  /// The covered pixels whose colours are not worked out yet.
  private var count = 0
  private var columns = SIMD4<Int>()
  private var masks = (Mask(), Mask(), Mask(), Mask())
  private var depths = (Lanes(), Lanes(), Lanes(), Lanes())

  @inline(__always)
  init(
    scene: UnsafePointer<PreparedScene>, appearance: UnsafePointer<Appearance>, row: Int,
    samples: UnsafeMutablePointer<SamplePixel>
  ) {
    (self.scene, self.appearance, self.samples) = (scene, appearance, samples)
    solid = scene.pointee.solids + appearance.pointee.solid
    let (screen, view) = (scene.pointee.screen, appearance.pointee.view)
    eye = LaneVector(repeating: view.eye)
    let left = screen.right(0)
    middle = view.forward + left * view.right + screen.up(Float(row) + 0.5) * view.up
    step = view.right * screen.pitch
    rays = RowRays(
      form: solid.pointee.form, eye: view.eye,
      start: view.ray(
        right: Lanes(repeating: left) + SamplePixel.columns * screen.pitch,
        up: screen.up(row, SamplePixel.rows)),
      step: step)
  }

  /// Covers the samples of a pixel where the solid is the nearest.
  @inline(__always)
  mutating func cover(_ column: Int, at depth: Lanes) {
    let isNearer = depth .< samples[column].depth
    guard anyLane(isNearer) else { return }
    samples[column].depth.replace(with: depth, where: isNearer)
    columns[count] = column
    switch count {
    case 0: (masks.0, depths.0) = (isNearer, depth)
    case 1: (masks.1, depths.1) = (isNearer, depth)
    case 2: (masks.2, depths.2) = (isNearer, depth)
    default: (masks.3, depths.3) = (isNearer, depth)
    }
    count += 1
    if count == 4 { finish() }
  }

  /// Works out the colours of the pixels that are still without.
  mutating func finish() {
    guard count > 0 else { return }
    // Lanes without a pixel repeat the first one.
    for lane in count..<4 { columns[lane] = columns[0] }
    var places =
      Lanes(Float(columns[0]), Float(columns[1]), Float(columns[2]), Float(columns[3])) + 0.5
    var depth = rays.form.entry(from: eye, along: ray(places))
    let isRim = depth .== .infinity
    if anyLane(isRim) { findRim(&places, &depth, where: isRim) }
    let seen = ray(places)
    let color = scene.pointee.color(
      of: appearance.pointee.solid, at: eye + depth * seen, ray: seen, isRim: isRim,
      mirror: appearance.pointee.mirror)
    samples[columns[0]].put(SIMD4(color.x[0], color.y[0], color.z[0], 0), where: masks.0)
    if count > 1 {
      samples[columns[1]].put(SIMD4(color.x[1], color.y[1], color.z[1], 0), where: masks.1)
    }
    if count > 2 {
      samples[columns[2]].put(SIMD4(color.x[2], color.y[2], color.z[2], 0), where: masks.2)
    }
    if count > 3 {
      samples[columns[3]].put(SIMD4(color.x[3], color.y[3], color.z[3], 0), where: masks.3)
    }
    count = 0
  }

  /// Moves pixels whose middles miss the solid to the mean place and depth of the samples that
  /// do not.
  private func findRim(_ places: inout Lanes, _ depth: inout Lanes, where isRim: Mask) {
    for lane in 0..<4 where isRim[lane] {
      let (mask, found) =
        switch lane < count ? lane : 0 {
        case 0: (masks.0, depths.0)
        case 1: (masks.1, depths.1)
        case 2: (masks.2, depths.2)
        default: (masks.3, depths.3)
        }
      let zero = Lanes(repeating: 0)
      let weights = zero.replacing(with: 1, where: mask)
      let share = 1 / weights.sum()
      places[lane] += (weights * SamplePixel.columns).sum() * share - 0.5
      depth[lane] = zero.replacing(with: found, where: mask).sum() * share
    }
  }

  /// The directions of rays at the row's middle.
  @inline(__always)
  private func ray(_ positions: Lanes) -> LaneVector {
    LaneVector(
      middle.x + positions * step.x, middle.y + positions * step.y,
      middle.z + positions * step.z)
  }
}
