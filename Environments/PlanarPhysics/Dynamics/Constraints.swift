extension Workspace {
  /// Creates the rows of all active constraints, in this order: dry friction, limits of joints and
  /// tendons, contacts.
  ///
  /// A row has a Jacobian J, a depth r and an approximate inverse inertia A. With its impedance d
  /// and the constants B and K of its ``Softness``:
  ///
  ///     target  −B (J v) − K d r
  ///     weight  1 / R,  R = A (1 − d) / d
  ///
  /// Reference: Todorov, "Convex and analytically-invertible dynamics with contacts and
  /// constraints", ICRA 2014; MuJoCo documentation, "Computation", section "Constraint model".
  func buildConstraints() {
    rowCount = 0
    var joint = 0
    while joint < count {
      if joints[joint].frictionLoss > 0 { addFriction(joint) }
      joint &+= 1
    }
    joint = 0
    while joint < count {
      if joints[joint].isLimited {
        let below = q[joint] - joints[joint].lower
        let above = joints[joint].upper - q[joint]
        if below < 0 { addLimit(joint, sign: 1, depth: below) }
        if above < 0 { addLimit(joint, sign: -1, depth: above) }
      }
      joint &+= 1
    }
    var tendon = 0
    while tendon < tendons.count {
      addTendonLimit(tendon)
      tendon &+= 1
    }
    var contact = 0
    while contact < contactCount {
      addContact(contact)
      contact &+= 1
    }
  }

  private func addFriction(_ joint: Int) {
    let row = emptyRow(rowCount)
    row[joint] = 1
    let softness = joints[joint].friction
    let impedance = impedance(softness, depth: 0)
    let regularization = regularization(joints[joint].inverseWeight, impedance)
    rows[rowCount] = ConstraintRow(
      .friction, weight: 1 / regularization, target: -softness.damping * v[joint])
    rows[rowCount].bound = regularization * joints[joint].frictionLoss
    rowCount &+= 1
  }

  private func addLimit(_ joint: Int, sign: Double, depth: Double) {
    let row = emptyRow(rowCount)
    row[joint] = sign
    addUnilateral(
      joints[joint].limit, speed: sign * v[joint], depth: depth,
      inverseWeight: joints[joint].inverseWeight)
  }

  private func addTendonLimit(_ tendon: Int) {
    let (length, direction) = span(of: tendon)
    let depth = tendons[tendon].maximumLength - length
    guard depth < 0 else { return }
    let row = emptyRow(rowCount)
    let (first, second) = (tendons[tendon].first, tendons[tendon].second)
    let start = point(sites[first].position, of: sites[first].body)
    let end = point(sites[second].position, of: sites[second].body)
    // The row is the negative gradient of the length.
    addColumns(of: sites[first].body, at: start, along: direction, into: row)
    addColumns(of: sites[second].body, at: end, along: -direction, into: row)
    addUnilateral(
      tendons[tendon].softness, speed: product(row, v), depth: depth,
      inverseWeight: tendons[tendon].inverseWeight)
  }

  /// Completes the row for a force that only pushes, whose Jacobian has been written.
  @inline(__always)
  func addUnilateral(
    _ softness: SoftnessRecord, speed: Double, depth: Double, inverseWeight: Double
  ) {
    let impedance = impedance(softness, depth: depth)
    rows[rowCount] = ConstraintRow(
      .unilateral, weight: 1 / regularization(inverseWeight, impedance),
      target: -softness.damping * speed - softness.stiffness * impedance * depth)
    rowCount &+= 1
  }

  /// Clears the Jacobian of row `index` and returns it.
  @inline(__always)
  func emptyRow(_ index: Int) -> Numbers {
    let row = jacobian + count &* index
    var column = 0
    while column < count {
      row[column] = 0
      column &+= 1
    }
    return row
  }

  /// Adds to `row` the velocity of a body's point along `direction` per unit of each coordinate's
  /// velocity.
  @inline(__always)
  func addColumns(
    of body: Int, at point: SIMD2<Double>, along direction: SIMD2<Double>, into row: Numbers
  ) {
    let arm = point - origin
    // d · (v + ω ⟂r) = d · v + ω (r × d)
    let moment = arm.x * direction.y - arm.y * direction.x
    var joint = bodies[body].lastJoint
    while joint >= 0 {
      let column = motion + 3 &* joint
      row[joint] += direction.x * column[1] + direction.y * column[2] + column[0] * moment
      joint = joints[joint].parent
    }
  }

  /// Returns the impedance d(r) of a softness at a depth.
  @inline(__always)
  func impedance(_ softness: SoftnessRecord, depth: Double) -> Double {
    let x = abs(depth) * softness.inverseWidth
    guard x < 1 else { return softness.maximum }
    guard x > 0 else { return softness.minimum }
    let rise: Double
    if softness.power == 2 {
      rise =
        x <= softness.midpoint
        ? x * x / softness.midpoint : 1 - (1 - x) * (1 - x) / (1 - softness.midpoint)
    } else {
      rise = softness.rise(x)
    }
    return softness.minimum + rise * (softness.maximum - softness.minimum)
  }

  /// Returns R, which keeps the problem strictly convex.
  @inline(__always)
  func regularization(_ inverseWeight: Double, _ impedance: Double) -> Double {
    Swift.max(1e-15, inverseWeight * (1 - impedance) / impedance)
  }
}
