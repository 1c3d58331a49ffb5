/// The memory to draw pictures of one size.
final class FrameBuffers {
  let width: Int
  let height: Int
  let layers: Int
  /// How many rows of the backdrop are kept: all or one.
  let keptRows: Int
  let sky: UnsafeMutablePointer<UInt8>
  let samples: UnsafeMutablePointer<SamplePixel>
  /// How deep a solid is at the samples of a row.
  let depths: UnsafeMutablePointer<Lanes>
  let isTouched: UnsafeMutablePointer<Bool>
  /// What each pixel of a row mirrors.
  let glow: UnsafeMutablePointer<SIMD4<Float>>
  /// Whether a body is in the way of each light, light by light, for the pixels of a row.
  let isShaded: UnsafeMutablePointer<Bool>
  /// Which pixels of a row are shaded or mirror something.
  let isChanged: UnsafeMutablePointer<Bool>
  private let area: Int
  private let colors: UnsafeMutablePointer<Float>
  private let covers: UnsafeMutablePointer<Float>
  private let panelDepths: UnsafeMutablePointer<Float>
  private let panels: UnsafeMutablePointer<UInt8>
  private let bytes: UnsafeMutablePointer<UInt8>

  init(width: Int, height: Int, layers: Int, keptRows: Int) {
    (self.width, self.height, self.layers, self.keptRows) = (width, height, layers, keptRows)
    let kept = width * keptRows
    // Colours are written 16 at a time, so some may be beyond the end.
    area = kept + 15
    sky = .allocate(capacity: 3 * width * height)
    samples = .allocate(capacity: width)
    isTouched = .allocate(capacity: width)
    glow = .allocate(capacity: width)
    isChanged = .allocate(capacity: width)
    isChanged.initialize(repeating: false, count: width)
    isShaded = .allocate(capacity: width * layers)
    colors = .allocate(capacity: 3 * layers * area)
    covers = .allocate(capacity: kept)
    depths = .allocate(capacity: width + 3)
    panelDepths = .allocate(capacity: kept)
    panels = .allocate(capacity: kept)
    bytes = .allocate(capacity: 3 * kept + 1)
    samples.initialize(repeating: SamplePixel(), count: width)
    isTouched.initialize(repeating: false, count: width)
    glow.initialize(repeating: SIMD4(), count: width)
    isShaded.initialize(repeating: false, count: width * layers)
    colors.initialize(repeating: 0, count: 3 * layers * area)
    covers.initialize(repeating: 0, count: kept)
    depths.initialize(repeating: Lanes(), count: width + 3)
    panelDepths.initialize(repeating: .infinity, count: kept)
    panels.initialize(repeating: 0, count: kept)
    bytes.initialize(repeating: 0, count: 3 * kept + 1)
    sky.initialize(repeating: 0, count: 3 * width * height)
  }

  deinit {
    sky.deallocate()
    samples.deallocate()
    isTouched.deallocate()
    glow.deallocate()
    isChanged.deallocate()
    isShaded.deallocate()
    colors.deallocate()
    covers.deallocate()
    depths.deallocate()
    panelDepths.deallocate()
    panels.deallocate()
    bytes.deallocate()
  }

  func backdrop(layers: Int) -> Backdrop {
    Backdrop(
      colors: colors, area: area, covers: covers, depths: panelDepths, panels: panels,
      bytes: bytes, layers: layers, width: width)
  }
}
