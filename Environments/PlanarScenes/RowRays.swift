import CScenes

/// The rays through the samples of a row, in the frame of a solid.
struct RowRays {
  private var row = scenes_row()

  /// Describes the rays.
  ///
  /// - Parameters:
  ///   - form: The solid's form.
  ///   - eye: The origin of the rays.
  ///   - start: The directions of the four rays of column 0.
  ///   - step: Their change from column to column.
  init(form: scenes_form, eye: SIMD3<Float>, start: LaneVector, step: SIMD3<Float>) {
    func four(_ lanes: Lanes) -> (Float, Float, Float, Float) {
      (lanes.x, lanes.y, lanes.z, lanes.w)
    }
    (row.form, row.eye, row.step) = (form, eye.parts, step.parts)
    row.start = (four(start.x), four(start.y), four(start.z))
  }

  /// Finds the depth of the solid at the samples of columns, or infinity where it is absent.
  ///
  /// - Parameters:
  ///   - columns: The columns.
  ///   - depths: Room for the depths, one place per column and three more.
  /// - Returns: Whether the solid is present anywhere.
  mutating func find(_ columns: Range<Int>, _ depths: UnsafeMutablePointer<Lanes>) -> Bool {
    depths.withMemoryRebound(to: Float.self, capacity: 4 * columns.count + 12) {
      scenes_find_depths(&row, Int32(columns.lowerBound), Int32(columns.upperBound), $0) != 0
    }
  }
}
