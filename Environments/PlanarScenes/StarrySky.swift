import RealModule

/// The control suite's sky: a vertical gradient with white stars, painted on the faces of a cube
/// of 800 × 800 texels each.
///
/// With e the elevation above the horizon as a fraction of a right angle, the gradient is
///
///     (0.4, 0.6, 0.8) · (½ + e / √(2 (1 + e²)))
///
/// One texel in a hundred is a star.
struct StarrySky: Sendable {
  /// The number of texels along an edge of a face.
  static let faceSize = 800
  static let color = SIMD3<Float>(0.4, 0.6, 0.8)

  /// The only instance.
  static let shared = StarrySky()

  /// The number of stars in each texel at each halving of the faces, level by level, with all faces
  /// of a level in a row.
  private let levels: [[UInt16]]

  private init() {
    var generator = MersenneTwister(seed: 42)
    var size = Self.faceSize
    var level = [UInt16](repeating: 0, count: 6 * size * size)
    // The probability 0.01 of a uniform number in [0, 1) is this fraction of all words.
    let threshold = UInt64(0.01 * 0x1p64)
    for index in level.indices where generator.next() < threshold { level[index] = 1 }
    var levels = [level]
    while size.isMultiple(of: 2) {
      level = Self.halved(level, rows: 6 * size, columns: size)
      levels.append(level)
      size /= 2
    }
    self.levels = levels
  }

  private static func halved(_ level: [UInt16], rows: Int, columns: Int) -> [UInt16] {
    var result = [UInt16]()
    result.reserveCapacity(rows * columns / 4)
    for row in stride(from: 0, to: rows, by: 2) {
      for column in stride(from: 0, to: columns, by: 2) {
        let index = row * columns + column
        result.append(
          level[index] + level[index + 1] + level[index + columns] + level[index + columns + 1])
      }
    }
    return result
  }

  /// Returns the colour of the sky around rays along `direction`.
  ///
  /// The colour is interpolated linearly between two halvings of the texture and between the texels
  /// of each, which graphics cards call trilinear filtering.
  ///
  /// - Parameters:
  ///   - direction: The ray through the centre of a pixel.
  ///   - right: The change of the direction from one column to the next.
  ///   - down: The change of the direction from one row to the next.
  /// - Returns: The sky's color there.
  func color(
    along direction: SIMD3<Float>, right: SIMD3<Float>, down: SIMD3<Float>
  ) -> SIMD3<Float> {
    let face = CubeFace(direction)
    let place = face.place(direction)
    let across = face.derivative(direction, right)
    let along = face.derivative(direction, down)
    let footprint = max((across * across).sum(), (along * along).sum()).squareRoot()
    let detail = min(
      max(.log2(max(footprint * Float(Self.faceSize), 1)), 0), Float(levels.count - 1))
    let level = min(Int(detail), levels.count - 2)
    let blend = detail - Float(level)
    let density =
      stars(face.index, place, level: level) * (1 - blend)
      + stars(face.index, place, level: level + 1) * blend
    let gradient = Self.gradient(direction)
    return gradient + density * (SIMD3(repeating: 1) - gradient)
  }

  /// Returns the fraction of stars in the texels around a place in [0, 1]² of a face.
  private func stars(_ face: Int, _ place: SIMD2<Float>, level: Int) -> Float {
    let size = Self.faceSize >> level
    let texels = levels[level]
    let position = place * Float(size) - 0.5
    let corner = position.rounded(.down)
    let part = position - corner
    func count(_ dx: Int, _ dy: Int) -> Float {
      let column = min(max(Int(corner.x) + dx, 0), size - 1)
      let row = min(max(Int(corner.y) + dy, 0), size - 1)
      return Float(texels[(face * size + row) * size + column])
    }
    let upper = count(0, 0) * (1 - part.x) + count(1, 0) * part.x
    let lower = count(0, 1) * (1 - part.x) + count(1, 1) * part.x
    return (upper * (1 - part.y) + lower * part.y) / Float(1 << (2 * level))
  }

  private static func gradient(_ direction: SIMD3<Float>) -> SIMD3<Float> {
    let flat = (direction.x * direction.x + direction.y * direction.y).squareRoot()
    let elevation = Float.atan2(y: direction.z, x: flat) / (Float.pi / 2)
    return color * (0.5 + elevation / (2 * (1 + elevation * elevation)).squareRoot())
  }
}

/// One face of the cube on which the sky is painted, with the axes of its texture.
private struct CubeFace {
  let index: Int
  /// The world directions of increasing texture coordinates, and of the face.
  private let s, t, out: SIMD3<Float>

  /// Creates the face to which a world direction points: right, left, up, down, front or back,
  /// where the front is towards −y.
  init(_ direction: SIMD3<Float>) {
    let (x, y, z) = (abs(direction.x), abs(direction.y), abs(direction.z))
    let (ex, ey, ez) = (SIMD3<Float>(1, 0, 0), SIMD3<Float>(0, 1, 0), SIMD3<Float>(0, 0, 1))
    if x >= z && x >= y {
      (index, s, t, out) = direction.x > 0 ? (0, ey, -ez, ex) : (1, -ey, -ez, -ex)
    } else if z >= y {
      (index, s, t, out) = direction.z > 0 ? (2, ex, -ey, ez) : (3, ex, ey, -ez)
    } else {
      (index, s, t, out) = direction.y < 0 ? (4, ex, -ez, -ey) : (5, -ex, -ez, ey)
    }
  }

  /// Returns the texture coordinates in [0, 1]² of a direction.
  func place(_ direction: SIMD3<Float>) -> SIMD2<Float> {
    let depth = (direction * out).sum()
    return SIMD2((direction * s).sum(), (direction * t).sum()) / (2 * depth) + 0.5
  }

  /// Returns the change of the texture coordinates with the direction.
  func derivative(_ direction: SIMD3<Float>, _ change: SIMD3<Float>) -> SIMD2<Float> {
    let depth = (direction * out).sum()
    let rate = (change * out).sum() / depth
    let ds = (change * s).sum() - (direction * s).sum() * rate
    let dt = (change * t).sum() - (direction * t).sum() * rate
    return SIMD2(ds, dt) / (2 * depth)
  }
}
