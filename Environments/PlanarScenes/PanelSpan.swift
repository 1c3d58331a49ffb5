/// The part of a panel that four pixels in a row see.
struct PanelSpan {
  /// The places where the rays through the pixels' centres meet the panel's plane, in its frame.
  let x, y: Lanes
  /// The depths of these places.
  let depth: Lanes
  /// The fractions of the pixels that the panel covers.
  let cover: Lanes
  /// The changes of the place from column to column and from row to row.
  private let xByColumn, yByColumn, xByRow, yByRow: Lanes

  /// Follows the rays through four pixels.
  ///
  /// - Parameters:
  ///   - ground: The panel.
  ///   - start: The ray through the row at the centre of the screen, in the panel's frame.
  ///   - column: The column of the first pixel.
  ///   - screen: The screen.
  @inline(__always)
  init(_ ground: Ground, from start: SIMD3<Float>, column: Int, screen: Screen) {
    let (right, up) = (ground.right, ground.up)
    let u = screen.right(column, Backdrop.middles)
    let dz = start.z + u * right.z
    depth = -ground.eye.z / dz
    let (dx, dy) = (start.x + u * right.x, start.y + u * right.y)
    (x, y) = (ground.eye.x + depth * dx, ground.eye.y + depth * dy)
    let (mx, my, scale) = (dx / dz, dy / dz, depth * screen.pitch)
    xByColumn = scale * (right.x - mx * right.z)
    yByColumn = scale * (right.y - my * right.z)
    xByRow = scale * (up.x - mx * up.z)
    yByRow = scale * (up.y - my * up.z)
    cover = Backdrop.cover(
      ground.halfSize.x - magnitude(x), magnitude(xByColumn) + magnitude(xByRow),
      ground.halfSize.y - magnitude(y), magnitude(yByColumn) + magnitude(yByRow), dz)
  }

  /// The lengths on the panel of the pixels' longer edges.
  var footprint: Lanes {
    @inline(__always) get {
      root(
        maximum(
          xByColumn * xByColumn + yByColumn * yByColumn, xByRow * xByRow + yByRow * yByRow))
    }
  }
}
