/// The memory for drawing pictures of one size.
///
/// Pictures are drawn in bands of rows, so that large ones need little more than small ones.
final class FrameBuffers {
  /// The approximate number of pixels that are drawn at a time.
  private static let bandPixels = 1 << 14

  let width: Int
  let height: Int
  let layers: Int
  /// The number of rows that are drawn at a time.
  let bandRows: Int
  /// Whether the backdrop of the whole picture is kept, rather than that of a band.
  let keepsAll: Bool
  let sky: UnsafeMutablePointer<UInt8>
  let samples: UnsafeMutablePointer<SamplePixel>
  /// The depths of a solid at the samples of a row.
  let depths: UnsafeMutablePointer<Lanes>
  let isTouched: UnsafeMutablePointer<Bool>
  /// The reflection in each pixel of a band, if there is one.
  let glow: UnsafeMutablePointer<SIMD4<Float>>
  let isMirroring: UnsafeMutablePointer<Bool>
  /// Whether a body blocks each light, light by light, for the pixels of a band.
  let isShaded: UnsafeMutablePointer<Bool>
  /// Whether each pixel of a band is in shadow or reflects something.
  let isChanged: UnsafeMutablePointer<Bool>
  let batch = Batch()
  private let area: Int
  private let colors: UnsafeMutablePointer<Float>
  private let covers: UnsafeMutablePointer<Float>
  private let panelDepths: UnsafeMutablePointer<Float>
  private let panels: UnsafeMutablePointer<UInt8>
  private let bytes: UnsafeMutablePointer<UInt8>

  init(width: Int, height: Int, layers: Int, keepsAll: Bool) {
    (self.width, self.height, self.layers) = (width, height, layers)
    self.keepsAll = keepsAll
    bandRows = min(height, max(1, Self.bandPixels / width))
    let band = width * bandRows
    let kept = keepsAll ? width * height : band
    area = kept + Backdrop.overrun
    func take<Element>(_ count: Int, _ element: Element) -> UnsafeMutablePointer<Element> {
      let pointer = UnsafeMutablePointer<Element>.allocate(capacity: max(1, count))
      pointer.initialize(repeating: element, count: max(1, count))
      return pointer
    }
    sky = take(3 * width * height, 0)
    samples = take(band, SamplePixel())
    // Flags are read 8 at a time, so there are a few beyond the end.
    isTouched = take(band + 7, false)
    glow = take(band, SIMD4())
    isMirroring = take(band, false)
    isChanged = take(band + 7, false)
    isShaded = take(band * (layers - 1), false)
    colors = take(3 * layers * area, 0)
    covers = take(kept, 0)
    depths = take(width + 3, Lanes())
    panelDepths = take(kept, .infinity)
    panels = take(kept, 0)
    bytes = take(3 * kept + 1, 0)
  }

  deinit {
    sky.deallocate()
    samples.deallocate()
    isTouched.deallocate()
    glow.deallocate()
    isMirroring.deallocate()
    isChanged.deallocate()
    isShaded.deallocate()
    colors.deallocate()
    covers.deallocate()
    depths.deallocate()
    panelDepths.deallocate()
    panels.deallocate()
    bytes.deallocate()
    batch.deallocate()
  }

  func backdrop(layers: Int) -> Backdrop {
    Backdrop(
      colors: colors, area: area, covers: covers, depths: panelDepths, panels: panels,
      bytes: bytes, layers: layers, width: width)
  }
}
