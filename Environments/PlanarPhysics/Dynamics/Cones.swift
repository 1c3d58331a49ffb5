/// Round friction cones.
///
/// With the residuals z of a normal and its tangents, N = μ z_n and S = μ |z_t|, the cost is
///
///     0                                         where N ≥ μ S
///     Σ D z² / 2                                where μ N + S ≤ 0
///     D (N − μ S)² / (2 μ² (1 + μ²))            between
///
/// Reference: MuJoCo documentation, "Computation", section "Constraint model", for elliptic cones.
extension Workspace {
  /// Returns the zone of a cone's residuals, with the slip |z_t|.
  @inline(__always)
  private func zone(
    _ normal: Double, _ slip: Double, _ friction: Double
  ) -> ConstraintRow.Zone {
    if normal >= friction * slip { return .free }
    return friction * normal + slip <= 0 ? .quadratic : .cone
  }

  /// Sets the zones and forces of a cone's rows.
  func updateCone(_ head: Int) {
    let friction = rows[head].bound
    let weight = rows[head].weight
    let normal = rows[head].residual
    let slip = slip(head, at: 0)
    let zone = zone(normal, slip, friction)
    for row in head..<head &+ rows[head].span {
      switch zone {
      case .quadratic:
        rows[row].force = -weight * rows[row].residual
      case .cone:
        let scale = weight / (1 + friction * friction)
        let depth = normal - friction * slip
        rows[row].force =
          row == head ? -scale * depth : scale * depth * friction * rows[row].residual / slip
      case .free:
        rows[row].force = 0
      }
      rows[row].zone = row == head || zone == .quadratic ? zone : .free
    }
  }

  /// Returns |z_t| at x along the line.
  @inline(__always)
  private func slip(_ head: Int, at x: Double) -> Double {
    if rows[head].span == 2 { return abs(rows[head &+ 1].residual + x * rows[head &+ 1].slope) }
    let first = rows[head &+ 1].residual + x * rows[head &+ 1].slope
    let second = rows[head &+ 2].residual + x * rows[head &+ 2].slope
    return (first * first + second * second).squareRoot()
  }

  /// Adds a cone's cost and its derivatives along the line.
  func addConeCost(_ head: Int, to point: inout LinePoint) {
    let x = point.x
    let friction = rows[head].bound
    let weight = rows[head].weight
    let normal = rows[head].residual + x * rows[head].slope
    let slip = slip(head, at: x)
    switch zone(normal, slip, friction) {
    case .quadratic:
      for row in head..<head &+ rows[head].span {
        let change = rows[row].slope
        point.addSquare(of: rows[row].residual + x * change, weight, change)
      }
    case .cone:
      var (slipSlope, square) = (0.0, 0.0)
      for row in head &+ 1..<head &+ rows[head].span {
        let change = rows[row].slope
        slipSlope += (rows[row].residual + x * change) * change / slip
        square += change * change
      }
      let scale = weight / (1 + friction * friction)
      let depth = normal - friction * slip
      let depthSlope = rows[head].slope - friction * slipSlope
      point.value += 0.5 * scale * depth * depth
      point.slope += scale * depth * depthSlope
      let bend = friction * (square - slipSlope * slipSlope) / slip
      point.curvature += scale * (depthSlope * depthSlope - depth * bend)
    case .free:
      break
    }
  }

  /// Adds the curvature of a cone between its zones to ``hessian``.
  ///
  /// For the depth φ = z_n − μ |z_t|, which is negative here, the second derivative is
  /// ∇φ ∇φᵀ + φ ∇²φ, up to the scale D / (1 + μ²).
  func addConeCurvature(_ head: Int) {
    let friction = rows[head].bound
    let scale = rows[head].weight / (1 + friction * friction)
    let slip = slip(head, at: 0)
    let depth = rows[head].residual - friction * slip
    let span = rows[head].span
    for i in 0..<span {
      for j in 0..<span {
        let x = i == 0 ? 1 : -friction * rows[head &+ i].residual / slip
        let y = j == 0 ? 1 : -friction * rows[head &+ j].residual / slip
        var entry = x * y
        if i > 0, j > 0 {
          let (u, w) = (rows[head &+ i].residual / slip, rows[head &+ j].residual / slip)
          entry -= depth * friction * ((i == j ? 1 : 0) - u * w) / slip
        }
        let (a, b) = (jacobian + count &* (head &+ i), jacobian + count &* (head &+ j))
        addProduct(a, b, scale * entry)
      }
    }
  }
}
