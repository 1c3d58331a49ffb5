/// The sum that the solver minimizes, at one point of a line, with its derivatives along it.
struct LinePoint {
  /// The position, in multiples of the direction.
  var x: Double
  /// The sum, up to a constant.
  var value = 0.0
  /// The first derivative.
  var slope = 0.0
  /// The second derivative, which is positive.
  var curvature = 0.0

  /// The position of the next Newton step.
  @inline(__always)
  var next: Double { x - slope / curvature }

  /// Adds the cost D z² / 2 of a residual z that changes along the line, with its derivatives.
  @inline(__always)
  mutating func addSquare(of residual: Double, _ weight: Double, _ change: Double) {
    value += 0.5 * weight * residual * residual
    slope += weight * residual * change
    curvature += weight * change * change
  }
}

/// A search along ``Workspace/direction`` for the least sum, with MuJoCo's stopping rule.
extension Workspace {
  /// Finds the approximate minimum of the sum along the direction.
  ///
  /// - Parameters:
  ///   - island: The island that the direction moves.
  ///   - scale: The inverse of the trace of its masses.
  /// - Returns: The points where the search starts, at 0, and where it ends.
  func searchLine(of island: Int, scale: Double) -> (start: LinePoint, end: LinePoint) {
    let form = prepareLine(of: island)
    let length = product(direction, direction).squareRoot()
    let enough = 1e-10 * length / scale
    let start = evaluate(0, form, island)
    guard length >= 1e-15 else { return (start, start) }
    var point = evaluate(start.next, form, island)
    if start.value < point.value { point = start }
    if abs(point.slope) < enough { return (start, point) }
    // Newton's method is used as long as it stays on one side of the minimum.
    let side: Double = point.slope < 0 ? 1 : -1
    var behind = point
    var trials = 2
    repeat {
      behind = point
      point = evaluate(point.next, form, island)
      trials &+= 1
      if abs(point.slope) < enough { return (start, point) }
    } while point.slope * side <= -enough && trials < Self.maximumTrials
    guard trials < Self.maximumTrials else { return (start, point) }
    return (start, bracket(behind, point, trials, enough, start, form, island))
  }

  private static var maximumTrials: Int { 50 }

  /// Narrows the bracket between two points on either side of the minimum.
  ///
  /// Each round tries the middle and the Newton points of both ends.
  private func bracket(
    _ first: LinePoint, _ second: LinePoint, _ trials: Int, _ enough: Double,
    _ start: LinePoint, _ form: LineForm, _ island: Int
  ) -> LinePoint {
    var (near, far, trials) = (second, first, trials &+ 1)
    // The point that the last Newton step reached is tried for the end behind it.
    var (nearNext, farNext) = (evaluate(near.next, form, island), second)
    while trials < Self.maximumTrials {
      let middle = evaluate(0.5 * (near.x + far.x), form, island)
      trials &+= 1
      let (a, b, c) = (nearNext, farNext, middle)
      var best = LinePoint(x: 0, value: .infinity)
      if abs(a.slope) < enough { best = a }
      if abs(b.slope) < enough, b.value < best.value { best = b }
      if abs(c.slope) < enough, c.value < best.value { best = c }
      if best.value < .infinity { return best }
      let (oldNear, oldFar) = (near.x, far.x)
      for end in 0..<2 {
        var point = end == 0 ? near : far
        let before = point.x
        point = closer(closer(closer(point, a), b), c)
        guard point.x != before else { continue }
        let next = evaluate(point.next, form, island)
        trials &+= 1
        if end == 0 { (near, nearNext) = (point, next) } else { (far, farNext) = (point, next) }
      }
      if near.x == oldNear && far.x == oldFar { return middle }
    }
    let end = near.value <= far.value ? near : far
    return end.value < start.value ? end : start
  }

  /// Returns the one of two points that is closer to the minimum, if they are on the same side.
  @inline(__always)
  private func closer(_ point: LinePoint, _ other: LinePoint) -> LinePoint {
    if point.slope < 0 { return other.slope < 0 && other.slope > point.slope ? other : point }
    return other.slope > 0 && other.slope < point.slope ? other : point
  }

  /// The part of the sum that does not come from rows: a polynomial.
  struct LineForm {
    var constant: Double
    var linear: Double
    var quadratic: Double
  }

  /// Computes the changes of everything along the direction.
  private func prepareLine(of island: Int) -> LineForm {
    multiplyMass(direction, into: massTimesDirection)
    var row = 0
    while row < rowCount {
      if rows[row].island == island {
        rows[row].slope = product(jacobian + count &* row, direction)
      }
      row &+= 1
    }
    var form = LineForm(
      constant: 0, linear: product(direction, massTimesA) - product(direction, smooth),
      quadratic: product(direction, massTimesDirection))
    for index in 0..<count where coordinateIslands[index] == island {
      form.constant +=
        0.5 * (massTimesA[index] - smooth[index]) * (a[index] - freeAcceleration[index])
    }
    return form
  }

  private func evaluate(_ x: Double, _ form: LineForm, _ island: Int) -> LinePoint {
    var point = costs(at: x, of: island)
    point.value += form.constant + x * (form.linear + 0.5 * x * form.quadratic)
    point.slope += form.linear + x * form.quadratic
    point.curvature += form.quadratic
    return point
  }

  /// Sums the costs of the rows of an island, or of all rows, at x along the direction.
  func costs(at x: Double, of island: Int?) -> LinePoint {
    var point = LinePoint(x: x)
    var row = 0
    while row < rowCount {
      if island == nil || rows[row].island == island { addCost(of: row, to: &point) }
      row &+= 1
    }
    return point
  }

  @inline(__always)
  private func addCost(of row: Int, to point: inout LinePoint) {
    let (weight, change) = (rows[row].weight, rows[row].slope)
    let residual = rows[row].residual + point.x * change
    switch rows[row].kind {
    case .unilateral:
      guard residual < 0 else { return }
      point.addSquare(of: residual, weight, change)
    case .friction:
      let bound = rows[row].bound
      if abs(residual) < bound {
        point.addSquare(of: residual, weight, change)
      } else {
        point.value += weight * bound * (abs(residual) - 0.5 * bound)
        point.slope += (residual < 0 ? -bound : bound) * weight * change
      }
    case .coneNormal:
      addConeCost(row, to: &point)
    case .coneTangent:
      break
    }
  }
}
