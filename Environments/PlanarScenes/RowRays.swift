import CScenes

/// The rays through the samples of a row, in the frame of a solid.
struct RowRays {
  let form: Form
  private let eye: SIMD3<Float>
  /// The directions of the rays through column 0, and their change from column to column.
  private let start: LaneVector
  private let step: SIMD3<Float>

  init(form: Form, eye: SIMD3<Float>, start: LaneVector, step: SIMD3<Float>) {
    (self.form, self.eye, self.start, self.step) = (form, eye, start, step)
  }

  /// Finds how deep the solid is at the samples of columns, or infinity where it is not.
  ///
  /// - Parameters:
  ///   - columns: The columns.
  ///   - depths: Room for the depths, a place a column.
  /// - Returns: Whether the solid is anywhere.
  func find(_ columns: Range<Int>, _ depths: UnsafeMutablePointer<Lanes>) -> Bool {
    if case .capsule = form.kind { return findCapsule(columns, depths) }
    var isAnywhere = false
    for column in columns {
      let offset = Lanes(repeating: Float(column))
      let ray = LaneVector(
        start.x + offset * step.x, start.y + offset * step.y, start.z + offset * step.z)
      let depth = form.entry(from: LaneVector(repeating: eye), along: ray)
      depths[column &- columns.lowerBound] = depth
      isAnywhere = isAnywhere || anyLane(depth .< .infinity)
    }
    return isAnywhere
  }

  private func findCapsule(
    _ columns: Range<Int>, _ depths: UnsafeMutablePointer<Lanes>
  ) -> Bool {
    var row = scenes_capsule_row()
    (row.radius, row.half_length) = (form.size.x, form.size.z)
    row.eye = (eye.x, eye.y, eye.z)
    row.step = (step.x, step.y, step.z)
    func four(_ lanes: Lanes) -> (Float, Float, Float, Float) {
      (lanes.x, lanes.y, lanes.z, lanes.w)
    }
    row.start = (four(start.x), four(start.y), four(start.z))
    return depths.withMemoryRebound(to: Float.self, capacity: 4 * columns.count) {
      scenes_capsule_depths(&row, Int32(columns.lowerBound), Int32(columns.upperBound), $0) != 0
    }
  }
}
