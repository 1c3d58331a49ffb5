extension Workspace {
  /// Finds the accelerations under constraints, by Newton's method with a line search.
  ///
  /// They minimize, with z = J a − target for each row,
  ///
  ///     (a − a_free)ᵀ M (a − a_free) / 2 + Σ cost(z)
  ///
  /// which is strictly convex. Islands, the sets of trees that no row connects to others, are
  /// solved one by one. MuJoCo stops before the minimum is reached to rounding, and the difference
  /// is visible in its trajectories; so the search has MuJoCo's starting point and stopping rule.
  /// With g the gradient, H the second derivative, and s the inverse of the trace of M, it ends
  /// when
  ///
  ///     s |g|,  s (fall of the sum)  or, after the first iteration,  s gᵀ H⁻¹ g / 2
  ///
  /// is less than the tolerance.
  ///
  /// Reference: Todorov, "Convex and analytically-invertible dynamics with contacts and
  /// constraints", ICRA 2014.
  func solveConstraints() {
    findIslands()
    solveFree(into: freeAcceleration)
    chooseStart()
    solverIterations = 0
    var island = 0
    while island < islandCount {
      solverIterations = Swift.max(solverIterations, minimize(island))
      island &+= 1
    }
    gatherConstraintForce()
  }

  /// Starts from the accelerations of the previous step, or from those without constraints if they
  /// give a smaller sum; coordinates outside all islands take the latter.
  private func chooseStart() {
    a.update(from: freeAcceleration, count: count)
    updateResiduals()
    let free = costs(at: 0, of: nil).value
    a.update(from: warmStart, count: count)
    multiplyMass(a, into: massTimesA)
    updateResiduals()
    var sum = costs(at: 0, of: nil).value
    var index = 0
    while index < count {
      sum += 0.5 * (massTimesA[index] - smooth[index]) * (a[index] - freeAcceleration[index])
      index &+= 1
    }
    let isWarm = sum <= free
    index = 0
    while index < count {
      if !isWarm || coordinateIslands[index] < 0 { a[index] = freeAcceleration[index] }
      index &+= 1
    }
    multiplyMass(a, into: massTimesA)
    updateResiduals()
    updateZones()
  }

  /// Minimizes the sum over one island, and returns the number of changes of the accelerations.
  private func minimize(_ island: Int) -> Int {
    var trace = 0.0
    for index in 0..<count where coordinateIslands[index] == island {
      trace += mass[index &* count &+ index]
    }
    let scale = 1 / trace
    updateGradient(of: island)
    guard scale * product(gradient, gradient).squareRoot() >= Self.tolerance else { return 0 }
    for iteration in 0..<Self.maximumIterations {
      updateHessian(of: island)
      factor()
      for index in 0..<count { direction[index] = -gradient[index] }
      solve(direction)
      if iteration > 0, -0.5 * scale * product(gradient, direction) < Self.tolerance {
        return iteration
      }
      let (start, end) = searchLine(of: island, scale: scale)
      guard end.x != 0 else { return iteration }
      move(by: end.x, island)
      updateZones()
      updateGradient(of: island)
      if scale * (start.value - end.value) < Self.tolerance
        || scale * product(gradient, gradient).squareRoot() < Self.tolerance
      {
        return iteration &+ 1
      }
    }
    return Self.maximumIterations
  }

  /// The constants are MuJoCo's defaults.
  private static var tolerance: Double { 1e-8 }
  private static var maximumIterations: Int { 100 }

  private func move(by step: Double, _ island: Int) {
    var index = 0
    while index < count {
      a[index] += step * direction[index]
      massTimesA[index] += step * massTimesDirection[index]
      index &+= 1
    }
    var row = 0
    while row < rowCount {
      if rows[row].island == island { rows[row].residual += step * rows[row].slope }
      row &+= 1
    }
  }

  private func updateResiduals() {
    var row = 0
    while row < rowCount {
      rows[row].residual = product(jacobian + count &* row, a) - rows[row].target
      row &+= 1
    }
  }

  /// Computes the gradient M a − f − Jᵀ force, which is 0 outside the island.
  private func updateGradient(of island: Int) {
    gatherConstraintForce()
    var index = 0
    while index < count {
      gradient[index] =
        coordinateIslands[index] == island
        ? massTimesA[index] - smooth[index] - constraint[index] : 0
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

  /// Computes the second derivative M + Jᵀ (cost″) J, with the rows of an island.
  private func updateHessian(of island: Int) {
    hessian.update(from: mass, count: count &* count)
    var row = 0
    while row < rowCount {
      if rows[row].island == island {
        switch rows[row].zone {
        case .quadratic:
          addProduct(jacobian + count &* row, jacobian + count &* row, rows[row].weight)
        case .cone:
          addConeCurvature(row)
        case .free:
          break
        }
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

  /// Sets zones and forces from the residuals.
  private func updateZones() {
    var row = 0
    while row < rowCount {
      let (residual, weight) = (rows[row].residual, rows[row].weight)
      switch rows[row].kind {
      case .unilateral:
        rows[row].zone = residual < 0 ? .quadratic : .free
        rows[row].force = residual < 0 ? -weight * residual : 0
      case .friction:
        let bound = rows[row].bound
        rows[row].zone = abs(residual) < bound ? .quadratic : .free
        rows[row].force = -weight * Swift.min(Swift.max(residual, -bound), bound)
      case .coneNormal:
        updateCone(row)
      case .coneTangent:
        break
      }
      row &+= 1
    }
  }
}
