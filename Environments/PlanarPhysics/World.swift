import Base

/// A planar model in motion: its coordinates, velocities and time, and the quantities that depend
/// on them.
///
/// A world is a value. A copy shares its state until one of the two changes. Stepping allocates
/// nothing. Placements, velocities and momentum are always those of the current state; forces,
/// contact forces and touch are those that the last step used.
public struct World: Sendable {
  /// The magnitude of a coordinate or velocity beyond which a world counts as diverged.
  public static let largestMagnitude = 1e10

  /// The constants of the model.
  public let model: Model
  private(set) var workspace: Workspace

  /// Creates a world at the reference coordinates, at rest.
  public init(_ model: Model) {
    self.model = model
    workspace = Workspace(model)
  }

  mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&workspace) { workspace = workspace.copy() }
  }

  /// Resets the world to its start, except for geoms and sites that were placed explicitly.
  public mutating func reset() {
    makeUnique()
    workspace.resetState()
  }

  /// Advances by one time step of the model under the current controls.
  ///
  /// A step that would leave all bounds is rejected: the world keeps its last state, without
  /// contacts, and with zero forces and accelerations; ``hasDiverged`` is set, and further steps do
  /// nothing.
  public mutating func step() {
    makeUnique()
    workspace.step()
  }

  /// Advances by several time steps under the current controls.
  public mutating func step(count: Int) {
    makeUnique()
    for _ in 0..<count { workspace.step() }
  }

  /// Computes the forces and accelerations of the current state, without moving.
  ///
  /// The next step starts its solver from the results of the last step, as if this had not been
  /// called.
  public mutating func computeAccelerations() {
    makeUnique()
    workspace.updateForces()
    workspace.solveFree(into: workspace.freeAcceleration)
    workspace.accelerate()
    workspace.readTouch()
  }

  /// Finds the contacts of the current state.
  ///
  /// - Returns: The number of contacts.
  public mutating func findContacts() -> Int {
    makeUnique()
    workspace.findContacts()
    // The rows of the last step belong to other contacts.
    workspace.rowCount = 0
    return workspace.contactCount
  }

  /// The time since the start, in s.
  public var time: Double {
    get { workspace.time }
    set {
      makeUnique()
      workspace.time = newValue
    }
  }

  /// Whether a step would have left all bounds.
  public var hasDiverged: Bool { workspace.hasDiverged }

  /// The coordinates, in m and rad by joint.
  public var positions: [Double] { copy(workspace.q) }
  /// The velocities, in m/s and rad/s by joint.
  public var velocities: [Double] { copy(workspace.v) }
  /// The controls as they were set, by motor.
  public var controls: [Double] {
    Array(UnsafeBufferPointer(start: workspace.u, count: model.controlCount))
  }

  /// Returns the control of a motor as it was set.
  public func control(ofMotor motor: Int) -> Double {
    check(motor, workspace.motors.count, "motor")
    return workspace.u[motor]
  }

  /// Returns the coordinate of a joint, in m or rad.
  public func position(ofJoint joint: Int) -> Double {
    check(joint, workspace.count, "joint")
    return workspace.q[joint]
  }

  /// Returns the velocity of a joint, in m/s or rad/s.
  public func velocity(ofJoint joint: Int) -> Double {
    check(joint, workspace.count, "joint")
    return workspace.v[joint]
  }

  /// Sets coordinates and velocities, and updates everything that depends on them.
  ///
  /// This clears ``hasDiverged``, and forgets the accelerations from which the solver would start.
  ///
  /// - Precondition: There is one number per joint, at most ``largestMagnitude`` in magnitude.
  public mutating func setState(positions: [Double], velocities: [Double]) {
    let count = workspace.count
    require(
      positions.count == count && velocities.count == count,
      "a state of \(count) coordinates cannot be set to \(positions.count) and \(velocities.count)")
    require(
      (positions + velocities).allSatisfy { abs($0) <= World.largestMagnitude },
      "a state must be at most \(World.largestMagnitude) in magnitude")
    makeUnique()
    for index in 0..<count {
      workspace.q[index] = positions[index]
      workspace.v[index] = velocities[index]
      workspace.warmStart[index] = 0
    }
    workspace.hasDiverged = false
    workspace.refresh()
  }

  /// Sets coordinates to `positions`, and keeps velocities and the solver's starting point.
  ///
  /// - Precondition: As for ``setState(positions:velocities:)``.
  public mutating func setPositions(_ positions: [Double]) {
    let start = copy(workspace.warmStart)
    setState(positions: positions, velocities: velocities)
    workspace.warmStart.update(from: start, count: start.count)
  }

  /// Sets the controls of all motors, which are clamped to the motors' ranges when they act.
  ///
  /// - Precondition: There is one number per motor, and none is NaN.
  public mutating func setControls(_ controls: [Double]) {
    require(
      controls.count == model.controlCount,
      "\(model.controlCount) motors cannot take \(controls.count) controls")
    makeUnique()
    for index in 0..<controls.count {
      require(!controls[index].isNaN, "the control of motor \(index) is not a number")
      workspace.u[index] = controls[index]
    }
  }

  func copy(_ numbers: UnsafeMutablePointer<Double>) -> [Double] {
    Array(UnsafeBufferPointer(start: numbers, count: workspace.count))
  }

  @inline(__always)
  func check(_ index: Int, _ count: Int, _ kind: StaticString) {
    require(index >= 0 && index < count, "there is no \(kind) \(index) among \(count)")
  }
}
