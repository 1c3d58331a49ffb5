import CScenes

/// A row of pixels that is parallel to the x axis of a checkered panel.
///
/// Depth and y are then the same for the whole row, and x, like the light between two lines of the
/// lattice, changes linearly. This is how an upright camera sees a floor.
struct LevelRow {
  let first, second: SIMD3<Float>
  let line: Float
  let depth: Float
  let y: Float
  /// The x at the screen's centre, and its change for a step of 1 to the right at distance 1.
  let x0, x1: Float
  /// The change of x from column to column.
  let xByColumn: Float
  /// The change of y from row to row.
  let yByRow: Float
  /// The change of x from row to row: at the screen's centre, and its change to the right.
  let r0, r1: Float

  /// Describes a row, or returns `nil` if it is not level or the panel is not checkered.
  init?(_ ground: Ground, up v: Float, screen: Screen) {
    guard case .checker(let first, let second, let line) = ground.pattern,
      ground.right.y == 0, ground.right.z == 0, ground.right.x > 0
    else { return nil }
    let start = ground.forward + v * ground.up
    guard start.z < 0 else { return nil }
    (self.first, self.second, self.line) = (first, second, line)
    depth = -ground.eye.z / start.z
    y = ground.eye.y + depth * start.y
    (x0, x1) = (ground.eye.x + depth * start.x, depth * ground.right.x)
    let scale = depth * screen.pitch
    xByColumn = scale * ground.right.x
    yByRow = scale * (ground.up.y - start.y / start.z * ground.up.z)
    let slope = scale * ground.up.z / start.z
    (r0, r1) = (scale * ground.up.x - slope * start.x, -slope * ground.right.x)
  }

  /// Returns the columns that a panel covers completely, and those that it covers at all.
  func columns(_ ground: Ground, screen: Screen) -> (whole: Range<Int>, any: Range<Int>) {
    let edge = screen.right(Float(screen.width))
    let xByRow = max(abs(r0 + edge * r1), abs(r0 - edge * r1))
    let (room, size) = (ground.halfSize.x, 0.5 * (xByColumn + xByRow))
    let any = column(-room - size, screen)..<column(room + size, screen)
    let isWhole = room > size && 2 * (ground.halfSize.y - abs(y)) >= abs(yByRow)
    guard isWhole else { return (any.lowerBound..<any.lowerBound, any) }
    let low = column(size - room, screen)
    return (low..<max(low, column(room - size, screen)), any)
  }

  /// Returns the first column whose centre is right of x, or the width if there is none.
  func column(_ x: Float, _ screen: Screen) -> Int {
    let position = (x - x0) / xByColumn + Float(screen.width) / 2 + 0.5
    return position > 0 ? Int(min(position, Float(screen.width))) : 0
  }
}

extension Backdrop {
  /// Paints a panel over a level row; see ``paint(_:number:row:up:screen:sky:vertices:)``.
  func paint(
    _ level: LevelRow, _ ground: Ground, number: UInt8, row: Int, screen: Screen,
    sky: UnsafePointer<UInt8>, vertices: UnsafePointer<SIMD4<Float>>
  ) -> Bool {
    let (whole, any) = level.columns(ground, screen: screen)
    var inside = whole
    // Where another panel was painted before, pixels are blended one by one. This is also done
    // where its colours begin so soon after the inside that they would be overwritten.
    let written = inside.lowerBound..<min(inside.upperBound + Backdrop.overrun, width)
    if layers > Backdrop.layersAtOnce || isPainted(row, written) {
      inside = any.lowerBound..<any.lowerBound
    }
    var isSeen = !inside.isEmpty
    // The inside comes first, because it writes colours slightly beyond its end.
    if isSeen {
      fill(level, number: number, row: row, columns: inside)
      var shape = scenes_level_row(level, ground, inside, screen, layers: layers)
      let start = row * width
      vertices.withMemoryRebound(to: Float.self, capacity: 4) {
        scenes_paint_level_row(
          &shape, $0 + 4 * ground.firstVertex, colors + start, area, bytes + 3 * start)
      }
    }
    guard inside != any else { return isSeen }
    let cellsY = ground.cells(Lanes(repeating: level.y), 1)
    var column = any.lowerBound
    while column < any.upperBound {
      if column == inside.lowerBound { column = inside.upperBound }
      let end = column < inside.lowerBound ? inside.lowerBound : any.upperBound
      let columns = column..<min(column + 4, end)
      column = columns.upperBound
      guard !columns.isEmpty,
        let group = self.group(level, ground, screen, columns.lowerBound, cellsY)
      else { continue }
      isSeen = true
      put(group, ground, number: number, row: row, columns: columns, sky: sky, vertices: vertices)
    }
    return isSeen
  }

  /// The largest number of layers that are painted a row at a time.
  private static let layersAtOnce = 8

  private func isPainted(_ row: Int, _ columns: Range<Int>) -> Bool {
    var sum: UInt8 = 0
    for column in columns { sum |= panels[row &* width &+ column] }
    return sum > 0
  }

  /// Returns what the panel shows at four pixels of the row, some of which may be at its edge, or
  /// `nil` if it is not visible there.
  private func group(
    _ level: LevelRow, _ ground: Ground, _ screen: Screen, _ column: Int, _ cellsY: Ground.Cells
  ) -> Group? {
    let u = screen.right(column, Backdrop.middles)
    let x = level.x0 + u * level.x1
    let xByRow = level.r0 + u * level.r1
    let cover = Backdrop.cover(
      ground.halfSize.x - magnitude(x), level.xByColumn + magnitude(xByRow),
      Lanes(repeating: ground.halfSize.y - abs(level.y)), Lanes(repeating: abs(level.yByRow)),
      Lanes(repeating: -1))
    guard anyLane(cover .> 0) else { return nil }
    let footprint = root(
      maximum(
        Lanes(repeating: level.xByColumn * level.xByColumn),
        xByRow * xByRow + level.yByRow * level.yByRow))
    return Group(
      spots: ground.spots(ground.cells(x, 0), cellsY, layers: layers),
      tint: ground.tint(
        x: x, y: Lanes(repeating: level.y), footprint: footprint),
      depth: Lanes(repeating: level.depth), cover: cover)
  }

  /// Records that the panel covers columns of a row.
  private func fill(_ level: LevelRow, number: UInt8, row: Int, columns: Range<Int>) {
    let pixel = row * width + columns.lowerBound
    (depths + pixel).update(repeating: level.depth, count: columns.count)
    (covers + pixel).update(repeating: 1, count: columns.count)
    (panels + pixel).update(repeating: number, count: columns.count)
  }
}

extension scenes_level_row {
  /// Describes the columns of a row that a panel covers completely.
  fileprivate init(
    _ level: LevelRow, _ ground: Ground, _ columns: Range<Int>, _ screen: Screen, layers: Int
  ) {
    self.init()
    (first, end) = (Int32(columns.lowerBound), Int32(columns.upperBound))
    let middle = screen.right(0.5)
    (origin, step) = (level.x0 + middle * level.x1, level.xByColumn)
    (slant, slant_step) = (level.r0 + middle * level.r1, screen.pitch * level.r1)
    (y, y_by_row) = (level.y, level.yByRow)
    (half_x, half_y) = (ground.halfSize.x, ground.halfSize.y)
    (lattice_x, lattice_y) = (ground.lattice.x, ground.lattice.y)
    (first_cell_x, first_cell_y) = (Int32(ground.firstCell.x), Int32(ground.firstCell.y))
    (cell_count_x, cell_count_y) = (Int32(ground.cellCount.x), Int32(ground.cellCount.y))
    line = level.line
    first_color = (level.first.x, level.first.y, level.first.z)
    second_color = (level.second.x, level.second.y, level.second.z)
    self.layers = Int32(layers)
  }
}
