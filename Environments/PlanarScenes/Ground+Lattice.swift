/// Places in the lattice of light on a panel.
extension Ground {
  /// Four places in the lattice: the first vertices of their cells, and the fractions of the cells
  /// along x and y.
  struct Spots {
    let vertex: SIMD4<Int32>
    let u, v: Lanes
  }

  /// Returns the spots of places in the lattice.
  @inline(__always)
  func spots(_ px: Lanes, _ py: Lanes, layers: Int) -> Spots {
    spots(cells(px, 0), cells(py, 1), layers: layers)
  }

  /// Returns the spots of cells along x and y.
  @inline(__always)
  func spots(_ x: Cells, _ y: Cells, layers: Int) -> Spots {
    let column = Int32(truncatingIfNeeded: (cellCount.y + 1) * layers)
    let vertex = x.index &* column &+ y.index &* Int32(truncatingIfNeeded: layers)
    return Spots(
      vertex: vertex &+ Int32(truncatingIfNeeded: firstVertex), u: x.part, v: y.part)
  }

  /// The numbers of cells along one axis, and the fractions within them.
  struct Cells {
    let index: SIMD4<Int32>
    let part: Lanes
  }

  /// Returns the cells along one axis, from the first visible one, and the fractions within them.
  @inline(__always)
  func cells(_ place: Lanes, _ axis: Int) -> Cells {
    let (edge, size) = (Lanes(repeating: halfSize[axis]), lattice[axis])
    let first = Float(firstCell[axis])
    let last = Lanes(repeating: Float(cellCount[axis] - 1))
    // Adding 1.5·2²³ rounds to the nearest integer, which is then in the last bits. A place on the
    // line between two cells may go to either: both give it the same light.
    let shift: Float = 12_582_912
    let nearest = (place * (1 / size) - 0.5 - first) + shift - shift
    let cell = clamp(nearest, Lanes(repeating: 0), last)
    let low = maximum((cell + first) * size, -edge)
    let high = minimum((cell + (first + 1)) * size, edge)
    let width = maximum(high - low, Lanes(repeating: 1e-6 * size))
    let bits = unsafeBitCast(cell + shift, to: SIMD4<Int32>.self)
    // A pixel that the panel reaches into may have its centre far beyond the panel's edge.
    let part = clamp((place - low) / width, Lanes(repeating: 0), Lanes(repeating: 1))
    return Cells(index: bits & 0x003F_FFFF, part: part)
  }

  /// Returns the light in a cell.
  ///
  /// - Parameters:
  ///   - corner: The cell's first vertex, in the requested layer.
  ///   - nextX: The distance to the next vertex along x.
  ///   - nextY: The distance to the next vertex along y.
  ///   - u: The fraction of the cell along x.
  ///   - v: The fraction of the cell along y.
  /// - Returns: The light interpolated between the vertices.
  @inline(__always)
  static func light(
    _ corner: UnsafePointer<SIMD4<Float>>, nextX: Int, nextY: Int, _ u: Float, _ v: Float
  ) -> SIMD4<Float> {
    let (east, north) = (corner[nextX], corner[nextY])
    if u + v < 1 {
      return corner[0] + u * (east - corner[0]) + v * (north - corner[0])
    }
    let far = corner[nextX &+ nextY]
    return far + (1 - u) * (north - far) + (1 - v) * (east - far)
  }
}
