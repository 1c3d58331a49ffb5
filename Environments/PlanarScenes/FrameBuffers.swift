/// The memory to draw pictures of one size.
final class FrameBuffers {
  let width: Int
  let height: Int
  let layers: Int
  /// How many rows of the backdrop are kept: all or one.
  let keptRows: Int
  let sky: UnsafeMutablePointer<UInt8>
  let samples: UnsafeMutablePointer<SamplePixel>
  let isTouched: UnsafeMutablePointer<Bool>
  let row: UnsafeMutablePointer<SIMD4<Float>>
  let isLit: UnsafeMutablePointer<Bool>
  private let colors: UnsafeMutablePointer<SIMD4<Float>>
  private let depths: UnsafeMutablePointer<Float>
  private let panels: UnsafeMutablePointer<UInt8>

  init(width: Int, height: Int, layers: Int, keptRows: Int) {
    (self.width, self.height, self.layers, self.keptRows) = (width, height, layers, keptRows)
    let kept = width * keptRows
    sky = .allocate(capacity: 3 * width * height)
    samples = .allocate(capacity: width)
    isTouched = .allocate(capacity: width)
    row = .allocate(capacity: width)
    isLit = .allocate(capacity: width * layers)
    colors = .allocate(capacity: kept * layers)
    depths = .allocate(capacity: kept)
    panels = .allocate(capacity: kept)
    samples.initialize(repeating: SamplePixel(), count: width)
    isTouched.initialize(repeating: false, count: width)
    row.initialize(repeating: SIMD4(), count: width)
    isLit.initialize(repeating: true, count: width * layers)
    colors.initialize(repeating: SIMD4(), count: kept * layers)
    depths.initialize(repeating: .infinity, count: kept)
    panels.initialize(repeating: 0, count: kept)
    sky.initialize(repeating: 0, count: 3 * width * height)
  }

  deinit {
    sky.deallocate()
    samples.deallocate()
    isTouched.deallocate()
    row.deallocate()
    isLit.deallocate()
    colors.deallocate()
    depths.deallocate()
    panels.deallocate()
  }

  func backdrop(layers: Int) -> Backdrop {
    Backdrop(colors: colors, depths: depths, panels: panels, layers: layers, width: width)
  }
}
