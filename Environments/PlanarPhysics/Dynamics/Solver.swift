extension Workspace {
  /// Finds the accelerations that constraints leave, by Newton's method with a line search.
  ///
  /// They minimize, with z = J a − target for each row,
  ///
  ///     (a − a_free)ᵀ M (a − a_free) / 2 + Σ cost(z)
  ///
  /// which is strictly convex. The search starts from the accelerations of the step before. Where
  /// all costs are quadratic and none changes its zone over a whole step, the step has reached the
  /// minimum.
  ///
  /// Reference: Todorov, "Convex and analytically-invertible dynamics with contacts and
  /// constraints", ICRA 2014.
  func solveConstraints() {
    multiplyMass(a, into: massTimesA)
    updateResiduals()
    _ = updateZones()
    solverIterations = 0
    while solverIterations < 100 {
      solverIterations &+= 1
      updateGradient()
      updateHessian()
      factor()
      var index = 0
      while index < count {
        direction[index] = -gradient[index]
        index &+= 1
      }
      solve(direction)
      let step = searchLine()
      guard step > 0 else { break }
      var (largest, size) = (0.0, 0.0)
      index = 0
      while index < count {
        let change = step * direction[index]
        a[index] += change
        massTimesA[index] += step * massTimesDirection[index]
        largest = Swift.max(largest, abs(change))
        size = Swift.max(size, abs(a[index]))
        index &+= 1
      }
      var row = 0
      while row < rowCount {
        rows[row].residual += step * rows[row].slope
        row &+= 1
      }
      let isSettled = updateZones()
      // Near the minimum the error after a step is of the order of its square.
      if isSettled && step == 1 || largest <= 1e-11 * size { break }
    }
    gatherConstraintForce()
  }

  private func updateResiduals() {
    var row = 0
    while row < rowCount {
      rows[row].residual = product(jacobian + count &* row, a) - rows[row].target
      row &+= 1
    }
  }

  /// The gradient M a − f − Jᵀ force.
  private func updateGradient() {
    gatherConstraintForce()
    var index = 0
    while index < count {
      gradient[index] = massTimesA[index] - smooth[index] - constraint[index]
      index &+= 1
    }
  }

  private func gatherConstraintForce() {
    var index = 0
    while index < count {
      constraint[index] = 0
      index &+= 1
    }
    var row = 0
    while row < rowCount {
      let force = rows[row].force
      if force != 0 {
        let entries = jacobian + count &* row
        index = 0
        while index < count {
          constraint[index] += force * entries[index]
          index &+= 1
        }
      }
      row &+= 1
    }
  }

  /// The second derivative M + Jᵀ (cost″) J.
  private func updateHessian() {
    hessian.update(from: mass, count: count &* count)
    var row = 0
    while row < rowCount {
      switch rows[row].zone {
      case .quadratic:
        addProduct(jacobian + count &* row, jacobian + count &* row, rows[row].weight)
      case .cone:
        addConeCurvature(row)
      case .free, .lower, .upper:
        break
      }
      row &+= 1
    }
  }

  /// Adds scale · x yᵀ to the lower triangle of ``hessian``.
  @inline(__always)
  func addProduct(_ x: Numbers, _ y: Numbers, _ scale: Double) {
    var index = 0
    while index < count {
      let factor = scale * x[index]
      if factor != 0 {
        let target = hessian + count &* index
        var column = 0
        while column <= index {
          target[column] += factor * y[column]
          column &+= 1
        }
      }
      index &+= 1
    }
  }

  /// Prepares the slopes along ``direction`` and returns how far to go: 0 at the minimum.
  ///
  /// A whole step is taken if the derivative vanishes there; otherwise its zero is bracketed and
  /// approached by Newton's method. It need not be met: the last step always is a whole one.
  private func searchLine() -> Double {
    multiplyMass(direction, into: massTimesDirection)
    var row = 0
    while row < rowCount {
      rows[row].slope = product(jacobian + count &* row, direction)
      row &+= 1
    }
    let constant = product(direction, massTimesA) - product(direction, smooth)
    let linear = product(direction, massTimesDirection)
    let start = product(gradient, direction)
    guard start < 0 else { return 0 }
    var (low, high) = (0.0, Double.infinity)
    var x = 1.0
    for trial in 0..<50 {
      var (slope, curvature) = (constant + x * linear, linear)
      addCosts(at: x, &slope, &curvature)
      if abs(slope) <= (trial == 0 ? 1e-10 : 1e-2) * -start { return x }
      if slope < 0 { low = x } else { high = x }
      var next = x - slope / curvature
      if !(next > low && next < high) { next = high.isFinite ? (low + high) / 2 : 2 * x }
      if next == x { break }
      x = next
    }
    return x
  }

  /// Adds the first and second derivative of all costs along the line, at x.
  private func addCosts(at x: Double, _ slope: inout Double, _ curvature: inout Double) {
    var row = 0
    while row < rowCount {
      let (weight, change) = (rows[row].weight, rows[row].slope)
      let residual = rows[row].residual + x * change
      switch rows[row].kind {
      case .unilateral:
        if residual < 0 {
          slope += weight * residual * change
          curvature += weight * change * change
        }
      case .friction:
        let bound = rows[row].bound
        if abs(residual) < bound {
          slope += weight * residual * change
          curvature += weight * change * change
        } else {
          slope += (residual < 0 ? -bound : bound) * weight * change
        }
      case .coneNormal:
        addConeCost(row, at: x, &slope, &curvature)
      case .coneTangent:
        break
      }
      row &+= 1
    }
  }

  /// Sets zones and forces from the residuals.
  ///
  /// - Returns: Whether no row changed its zone and all costs are quadratic.
  private func updateZones() -> Bool {
    var isSettled = true
    var row = 0
    while row < rowCount {
      let (residual, weight) = (rows[row].residual, rows[row].weight)
      let zone: ConstraintRow.Zone
      switch rows[row].kind {
      case .unilateral:
        zone = residual < 0 ? .quadratic : .free
        rows[row].force = residual < 0 ? -weight * residual : 0
      case .friction:
        let bound = rows[row].bound
        zone = abs(residual) < bound ? .quadratic : residual < 0 ? .lower : .upper
        rows[row].force = -weight * Swift.min(Swift.max(residual, -bound), bound)
      case .coneNormal:
        zone = updateCone(row)
        if zone == .cone { isSettled = false }
      case .coneTangent:
        row &+= 1
        continue
      }
      if zone != rows[row].zone { isSettled = false }
      rows[row].zone = zone
      row &+= 1
    }
    return isSettled
  }
}
