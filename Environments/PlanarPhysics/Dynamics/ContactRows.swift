import RealModule

extension Workspace {
  /// Creates the rows of a contact.
  ///
  /// A contact in space has two tangents. In the plane one of them is lost, but not its
  /// contribution to a friction pyramid: the edges n + μ t and n − μ t of a tangent that leaves the
  /// plane both push along the normal. A contact without friction has only its normal.
  func addContact(_ index: Int) {
    let contact = contacts[index]
    contacts[index].firstRow = rowCount
    defer { contacts[index].rowCount = rowCount &- contacts[index].firstRow }
    let pair = pairs[contact.pair]
    guard pair.friction > 0 else {
      if contact.kind != .crossing { addNormal(contact, pair) }
      return
    }
    switch (cone, contact.kind) {
    case (.pyramidal, .crossing): addCrossingPyramid(contact, pair)
    case (.pyramidal, _): addPyramid(contact, pair)
    case (.elliptic, _): addCone(contact, pair)
    }
  }

  /// Writes the velocity of the second body relative to the first along `direction` into row
  /// `index`.
  @inline(__always)
  private func writeJacobian(
    _ index: Int, _ contact: ContactRecord, _ pair: PairRecord, along direction: SIMD2<Double>
  ) -> Numbers {
    let row = emptyRow(index)
    let (first, second) = (colliders[pair.first].body, colliders[pair.second].body)
    addColumns(of: second, at: contact.position, along: direction, into: row)
    addColumns(of: first, at: contact.position, along: -direction, into: row)
    return row
  }

  private func addNormal(_ contact: ContactRecord, _ pair: PairRecord) {
    let row = writeJacobian(rowCount, contact, pair, along: contact.normal)
    addUnilateral(
      pair.softness, speed: product(row, v), depth: contact.distance,
      inverseWeight: pair.inverseWeight)
  }

  @inline(__always)
  private func target(
    _ pair: PairRecord, speed: Double, _ impedance: Double, _ distance: Double
  ) -> Double {
    -pair.softness.damping * speed - pair.softness.stiffness * impedance * distance
  }

  /// Returns the weight 1/R′ of a pyramid's edge: R′ = 2 μ² R, with R from the inverse weight of an
  /// edge.
  @inline(__always)
  private func edgeWeight(_ pair: PairRecord, _ impedance: Double) -> Double {
    let square = pair.friction * pair.friction
    return 1 / (2 * square * regularization(pair.inverseWeight * (1 + square), impedance))
  }

  /// Adds the edges n + μ t and n − μ t, and n for the two edges of the lost tangent together.
  private func addPyramid(_ contact: ContactRecord, _ pair: PairRecord) {
    let along = writeJacobian(rowCount, contact, pair, along: contact.normal)
    let across = writeJacobian(rowCount &+ 1, contact, pair, along: contact.tangent)
    let normal = emptyRow(rowCount &+ 2)
    let friction = pair.friction
    let (speed, slip) = (product(along, v), friction * product(across, v))
    var column = 0
    while column < count {
      let (n, t) = (along[column], friction * across[column])
      along[column] = n + t
      across[column] = n - t
      normal[column] = n
      column &+= 1
    }
    let impedance = impedance(pair.softness, depth: contact.distance)
    let weight = edgeWeight(pair, impedance)
    let stiff = target(pair, speed: speed, impedance, contact.distance)
    let slide = pair.softness.damping * slip
    rows[rowCount] = ConstraintRow(.unilateral, weight: weight, target: stiff - slide)
    rows[rowCount &+ 1] = ConstraintRow(.unilateral, weight: weight, target: stiff + slide)
    rows[rowCount &+ 2] = ConstraintRow(.unilateral, weight: 2 * weight, target: stiff)
    rowCount &+= 3
  }

  /// Adds the edges ±μ t₁ and ±μ t₂ of a contact whose normal leaves the plane.
  private func addCrossingPyramid(_ contact: ContactRecord, _ pair: PairRecord) {
    let impedance = impedance(pair.softness, depth: contact.distance)
    let weight = edgeWeight(pair, impedance)
    for direction in 0..<2 {
      let tangent = direction == 0 ? contact.normal : contact.tangent
      let plus = writeJacobian(rowCount, contact, pair, along: tangent * pair.friction)
      let minus = emptyRow(rowCount &+ 1)
      for column in 0..<count { minus[column] = -plus[column] }
      let speed = product(plus, v)
      for sign in 0..<2 {
        rows[rowCount] = ConstraintRow(
          .unilateral, weight: weight,
          target: target(pair, speed: sign == 0 ? speed : -speed, impedance, contact.distance))
        rowCount &+= 1
      }
    }
  }

  /// Adds the normal and the tangents of a round cone.
  private func addCone(_ contact: ContactRecord, _ pair: PairRecord) {
    let impedance = impedance(pair.softness, depth: contact.distance)
    let weight = 1 / regularization(pair.inverseWeight, impedance)
    let isCrossing = contact.kind == .crossing
    let head = rowCount
    let normal = isCrossing ? SIMD2<Double>.zero : contact.normal
    let row = writeJacobian(rowCount, contact, pair, along: normal)
    rows[rowCount] = ConstraintRow(
      .coneNormal, weight: weight,
      target: target(pair, speed: product(row, v), impedance, contact.distance))
    rowCount &+= 1
    if isCrossing { addConeTangent(contact, pair, weight, along: contact.normal) }
    addConeTangent(contact, pair, weight, along: contact.tangent)
    rows[head].bound = pair.friction
    rows[head].span = rowCount &- head
  }

  private func addConeTangent(
    _ contact: ContactRecord, _ pair: PairRecord, _ weight: Double, along tangent: SIMD2<Double>
  ) {
    let row = writeJacobian(rowCount, contact, pair, along: tangent)
    rows[rowCount] = ConstraintRow(
      .coneTangent, weight: weight, target: -pair.softness.damping * product(row, v))
    rowCount &+= 1
  }

  /// Returns the force of a contact: along the normal, the first and the second tangent, in N.
  func force(of contact: ContactRecord) -> SIMD3<Double> {
    let row = rows + contact.firstRow
    let friction = pairs[contact.pair].friction
    guard friction > 0 else {
      return [contact.rowCount > 0 ? row[0].force : 0, 0, 0]
    }
    switch (cone, contact.kind) {
    case (.pyramidal, .crossing):
      return [
        row[0].force + row[1].force + row[2].force + row[3].force,
        friction * (row[0].force - row[1].force), friction * (row[2].force - row[3].force),
      ]
    case (.pyramidal, let kind):
      let slip = friction * (row[0].force - row[1].force)
      let normal = row[0].force + row[1].force + row[2].force
      return kind == .firstTangent ? [normal, slip, 0] : [normal, 0, slip]
    case (.elliptic, .crossing):
      return [row[0].force, row[1].force, row[2].force]
    case (.elliptic, let kind):
      return kind == .firstTangent
        ? [row[0].force, row[1].force, 0] : [row[0].force, 0, row[1].force]
    }
  }
}

extension SoftnessRecord {
  /// Returns y(x) for any power.
  func rise(_ x: Double) -> Double {
    if x <= midpoint { return Double.pow(x, power) / Double.pow(midpoint, power - 1) }
    return 1 - Double.pow(1 - x, power) / Double.pow(1 - midpoint, power - 1)
  }
}
