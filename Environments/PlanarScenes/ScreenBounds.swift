import RealModule

/// A part of the screen that contains the picture of a capsule: a segment with a margin around it.
///
/// In perspective, the picture of a capsule is the convex hull of the pictures of its two end
/// balls, so discs around them, swept along the segment between them, contain it.
struct ScreenBounds {
  /// The ends of the segment, in pixels from the upper left corner.
  var start, end: SIMD2<Float>
  /// The margin, in pixels.
  var margin: Float
  /// The rows that the capsule may touch.
  var rows: Range<Int>

  /// Returns the bounds of a capsule on a screen, or `nil` if it is out of sight.
  ///
  /// - Parameters:
  ///   - first: The centre of one end ball in the camera's frame: right, up, forward, in m.
  ///   - last: The centre of the other end ball.
  ///   - radius: The radius of the balls, in m.
  ///   - screen: The screen to draw on.
  init?(from first: SIMD3<Float>, to last: SIMD3<Float>, radius: Float, on screen: Screen) {
    if first.z <= -radius && last.z <= -radius { return nil }
    guard let a = ScreenBounds.disc(first, radius), let b = ScreenBounds.disc(last, radius) else {
      // If the camera is next to the body, the body may be anywhere.
      self = ScreenBounds(whole: screen)
      return
    }
    (start, end) = (screen.pixel(a.center), screen.pixel(b.center))
    margin = max(a.radius, b.radius) / screen.pitch + 0.01
    guard (start.sum() + end.sum()).isFinite else { return nil }
    let top = min(start.y, end.y) - margin
    let bottom = max(start.y, end.y) + margin
    let left = min(start.x, end.x) - margin
    let right = max(start.x, end.x) + margin
    let (width, height) = (Float(screen.width), Float(screen.height))
    guard top < height && bottom > 0 && left < width && right > 0 else { return nil }
    rows = Int(max(top, 0))..<min(Int(min(bottom, height)) + 1, screen.height)
  }

  /// Creates the bounds of the whole screen.
  init(whole screen: Screen) {
    let middle = SIMD2(Float(screen.width), Float(screen.height)) / 2
    (start, end, margin) = (middle, middle, Float(screen.width + screen.height))
    rows = 0..<screen.height
  }

  /// Returns the columns that may be touched in a row.
  func columns(inRow row: Int, width: Int) -> Range<Int> {
    let (low, high) = (Float(row) - margin, Float(row + 1) + margin)
    var (left, right) = (start.x, end.x)
    let rise = end.y - start.y
    if abs(rise) > 1e-3 {
      let (a, b) = ((low - start.y) / rise, (high - start.y) / rise)
      let from = max(min(a, b), 0)
      let to = min(max(a, b), 1)
      guard from <= to else { return 0..<0 }
      left = start.x + from * (end.x - start.x)
      right = start.x + to * (end.x - start.x)
    }
    let first = max(min(left, right) - margin, 0)
    let last = min(max(left, right) + margin, Float(width))
    guard first < last else { return 0..<0 }
    return Int(first)..<min(Int(last) + 1, width)
  }

  /// Returns the disc that contains the picture of a ball, at distance 1, or `nil` if it reaches
  /// the camera.
  private static func disc(
    _ center: SIMD3<Float>, _ radius: Float
  ) -> (center: SIMD2<Float>, radius: Float)? {
    guard center.z > 1.05 * radius + 1e-4 else { return nil }
    let (depth, offset) = (center.z, (center.x * center.x + center.y * center.y).squareRoot())
    let tangent = (offset * offset + depth * depth - radius * radius).squareRoot()
    let outer = (offset * depth + radius * tangent) / (depth * depth - radius * radius)
    return (SIMD2(center.x, center.y) / depth, outer - offset / depth)
  }
}

/// The grid of pixels onto which a camera projects, at distance 1 in front of it.
struct Screen: Hashable {
  var width: Int
  var height: Int
  /// The length of a pixel's edge.
  var pitch: Float

  init(width: Int, height: Int, fieldOfView: Double) {
    (self.width, self.height) = (width, height)
    pitch = Float(2 * Double.tan(fieldOfView / 2)) / Float(height)
  }

  /// Returns the place on the screen, in pixels, of a point at distance 1.
  @inline(__always)
  func pixel(_ point: SIMD2<Float>) -> SIMD2<Float> {
    SIMD2(Float(width) / 2 + point.x / pitch, Float(height) / 2 - point.y / pitch)
  }

  /// Returns the distance of a column's position to the right of the centre, at distance 1.
  @inline(__always)
  func right(_ column: Float) -> Float { (column - Float(width) / 2) * pitch }

  /// Returns the distance of a row's position above the centre, at distance 1.
  @inline(__always)
  func up(_ row: Float) -> Float { (Float(height) / 2 - row) * pitch }

  /// Returns the distances of places in a column to the right of the centre, at distance 1.
  @inline(__always)
  func right(_ column: Int, _ parts: Lanes) -> Lanes {
    (Float(column) - Float(width) / 2 + parts) * pitch
  }

  /// Returns the distances of places in a row above the centre, at distance 1.
  @inline(__always)
  func up(_ row: Int, _ parts: Lanes) -> Lanes {
    (Float(height) / 2 - Float(row) - parts) * pitch
  }
}
