/// The rays through the samples of a row, in the frame of a solid.
///
/// Directions change linearly from column to column, and so do, for a capsule, the moment o × d
/// about its axis and the product of o and d across it.
struct RowRays {
  let form: Form
  private let eye: LaneVector
  /// The directions of the rays through column 0, and their change from column to column.
  private let start, step: LaneVector
  /// The moment and the product for column 0, and their changes.
  private let moment, momentStep, rate, rateStep: Lanes
  private let square, half: Lanes

  init(form: Form, eye: SIMD3<Float>, start: LaneVector, step: SIMD3<Float>) {
    (self.form, self.start) = (form, start)
    self.eye = LaneVector(repeating: eye)
    self.step = LaneVector(repeating: step)
    moment = eye.x * start.y - eye.y * start.x
    momentStep = Lanes(repeating: eye.x * step.y - eye.y * step.x)
    rate = eye.x * start.x + eye.y * start.y
    rateStep = Lanes(repeating: eye.x * step.x + eye.y * step.y)
    square = Lanes(repeating: form.size.x * form.size.x)
    half = Lanes(repeating: form.size.z)
  }

  /// Returns how deep the solid is at the samples of a pixel, or infinity where it is not.
  @inline(__always)
  func depth(_ column: Int) -> Lanes {
    let offset = Lanes(repeating: Float(column))
    let (dx, dy) = (start.x + offset * step.x, start.y + offset * step.y)
    guard case .capsule = form.kind else {
      return form.entry(from: eye, along: LaneVector(dx, dy, start.z + offset * step.z))
    }
    // The same as for a single ray, in an order that finds the misses early.
    let across = dx * dx + dy * dy
    let moment = self.moment + offset * momentStep
    let room = square * across - moment * moment
    let infinity = Lanes(repeating: .infinity)
    guard anyLane(room .>= 0) else { return infinity }
    let rate = self.rate + offset * rateStep
    let dz = start.z + offset * step.z
    let side = (-rate - root(room)) / maximum(across, Lanes(repeating: 1e-30))
    let height = eye.z + side * dz
    let end = clamp(height, -half, half)
    let isSide = (end .== height) .& (room .>= 0) .& (side .> 0)
    let onSide = infinity.replacing(with: side, where: isSide)
    let isBeyond = end .!= height
    guard anyLane(isBeyond) else { return onSide }
    let q = eye.z - end
    let whole = across + dz * dz
    let (mx, my) = (eye.y * dz - q * dy, q * dx - eye.x * dz)
    let ball = square * whole - (mx * mx + my * my + moment * moment)
    let cap = (-(rate + q * dz) - root(ball)) / whole
    return onSide.replacing(with: cap, where: isBeyond .& (ball .>= 0) .& (cap .> 0))
  }
}
