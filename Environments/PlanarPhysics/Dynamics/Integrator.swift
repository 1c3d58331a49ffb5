extension Workspace {
  /// Advances the world by one time step.
  func step() {
    guard !hasDiverged else { return }
    switch model.description.options.integrator {
    case .euler: stepEuler()
    case .rungeKutta4: stepRungeKutta()
    }
    refresh()
  }

  /// Computes the forces and the resulting accelerations.
  func accelerate() {
    updateForces()
    findContacts()
    buildConstraints()
    if rowCount > 0 {
      solveConstraints()
      return
    }
    solverIterations = 0
    for index in 0..<count { constraint[index] = 0 }
    solveFree(into: a)
  }

  /// Computes accelerations without constraints, M⁻¹ f.
  func solveFree(into result: Numbers) {
    hessian.update(from: mass, count: count &* count)
    factor()
    result.update(from: smooth, count: count)
    solve(result)
  }

  /// Semi-implicit Euler with implicit damping D.
  ///
  ///     (M + h D) a* = f + Jᵀ force,  v ← v + h a*,  q ← q + h v
  ///
  /// Without damping, a* is the solver's result.
  private func stepEuler() {
    accelerate()
    readTouch()
    var change = a
    if model.isDamped {
      hessian.update(from: mass, count: count &* count)
      var index = 0
      while index < count {
        hessian[index &* count &+ index] += timeStep * joints[index].damping
        scratch[index] = smooth[index] + constraint[index]
        index &+= 1
      }
      factor()
      solve(scratch)
      change = scratch
    }
    startQ.update(from: q, count: count)
    startV.update(from: v, count: count)
    var index = 0
    while index < count {
      v[index] += timeStep * change[index]
      q[index] += timeStep * v[index]
      index &+= 1
    }
    finishStep()
  }

  /// The classical scheme of order 4, with constraints solved at each of the four stages.
  private func stepRungeKutta() {
    startQ.update(from: q, count: count)
    startV.update(from: v, count: count)
    for index in 0..<count { (sumQ[index], sumV[index]) = (0, 0) }
    for stage in 0..<4 {
      accelerate()
      if stage == 0 { readTouch() }
      let share = stage == 0 || stage == 3 ? 1.0 / 6 : 1.0 / 3
      let ahead = (stage == 2 ? 1 : 0.5) * timeStep
      var index = 0
      while index < count {
        sumQ[index] += share * v[index]
        sumV[index] += share * a[index]
        q[index] = startQ[index] + (stage == 3 ? timeStep * sumQ[index] : ahead * v[index])
        v[index] = startV[index] + (stage == 3 ? timeStep * sumV[index] : ahead * a[index])
        index &+= 1
      }
      if stage < 3 { refresh() }
    }
    finishStep()
  }

  /// Counts the step, or reverts it if it left all bounds.
  private func finishStep() {
    var index = 0
    while index < count {
      // The condition is written so that it also fails for NaN.
      guard abs(q[index]) <= World.largestMagnitude, abs(v[index]) <= World.largestMagnitude else {
        takeBack()
        return
      }
      index &+= 1
    }
    warmStart.update(from: a, count: count)
    time += timeStep
  }

  /// Marks the world as diverged, and restores the state before the step without the forces that
  /// led out.
  private func takeBack() {
    hasDiverged = true
    q.update(from: startQ, count: count)
    v.update(from: startV, count: count)
    clearForces()
  }
}
