/// The mutable state of one world, in buffers that are allocated once and never grow.
///
/// The stages of ``step()`` are extensions of this class: ``updateKinematics()``,
/// ``updateMassMatrix()``, ``updateBias()``, ``updateForces()``, ``findContacts()``,
/// ``buildConstraints()``, ``solveConstraints()``. Two references to one workspace are two names
/// for one state; ``World`` copies a shared workspace before changing it.
final class Workspace: @unchecked Sendable {
  typealias Numbers = UnsafeMutablePointer<Double>

  let model: Model
  // These are copies of the model's tables, so that reading them does not count references.
  let bodies: Table<BodyRecord>
  let joints: Table<JointRecord>
  let colliders: Table<ColliderRecord>
  let pairs: Table<PairRecord>
  let sites: Table<SiteRecord>
  let tendons: Table<TendonRecord>
  let motors: Table<MotorRecord>
  let touchSites: Table<Int>
  /// The number n of coordinates.
  let count: Int
  let gravity: SIMD2<Double>
  /// The sense of a turn about the plane's axis in (s, t).
  let sense: Double
  let cone: Options.Cone
  let timeStep: Double
  /// The number of trees of bodies, and the tree of each coordinate.
  let treeCount: Int
  let trees: UnsafeMutablePointer<Int>
  /// The island of each coordinate, or −1; and for each tree, its island and the next tree of that.
  let coordinateIslands, treeIslands, treeRoots: UnsafeMutablePointer<Int>

  var time = 0.0
  var hasDiverged = false
  var rowCount = 0
  var contactCount = 0
  var solverIterations = 0
  var islandCount = 0

  private let numbers: Numbers
  private let numberCount: Int
  /// Coordinates, velocities and accelerations.
  let q, v, a: Numbers
  /// The controls as they were set.
  let u: Numbers
  /// The readings of the touch sensors.
  let touch: Numbers
  /// Accelerations without constraints.
  let freeAcceleration: Numbers
  /// The accelerations of the last step, from which the solver may start.
  let warmStart: Numbers
  /// The generalized forces: passive, of motors, of inertia and gravity, all except constraints,
  /// and of constraints.
  let passive, actuation, bias, smooth, constraint: Numbers
  /// Origin (s, t), cosine and sine of each body.
  let pose: Numbers
  /// The angular part and the linear part (s, t) of each coordinate's motion about the common
  /// point.
  let motion: Numbers
  /// The anchor of a hinge or the axis of a slide in the world.
  let jointVector: Numbers
  /// The mass, first moment (s, t) and inertia about the common point of each body with its
  /// descendants.
  let composite: Numbers
  /// The same for each body alone.
  let inertia: Numbers
  /// Angular and linear velocity of each body, about the common point.
  let velocity: Numbers
  /// The linear acceleration of each body if no coordinate accelerates, minus gravity.
  let push: Numbers
  /// The torque and force on each body with its descendants.
  let wrench: Numbers
  /// The lower triangle of the mass matrix, row by row, and likewise the matrix to factor.
  let mass, hessian: Numbers
  let gradient, direction, massTimesA, massTimesDirection, scratch: Numbers
  /// Centre and axis of each collider.
  let shape: Numbers
  /// Coordinates and velocities at the start of a step, and sums of their slopes.
  let startQ, startV, sumQ, sumV: Numbers
  /// The Jacobian, row by row.
  let jacobian: Numbers
  let rows: UnsafeMutablePointer<ConstraintRow>
  let contacts: UnsafeMutablePointer<ContactRecord>
  /// The positions of the world's geoms and sites.
  let placedGeoms, placedSites: UnsafeMutablePointer<SIMD3<Double>>
  /// The linear momentum of all bodies.
  var momentum = SIMD2<Double>.zero
  /// The point, at rest in the world, to which motions and moments refer.
  var origin = SIMD2<Double>.zero

  init(_ model: Model) {
    self.model = model
    bodies = model.bodyTable
    joints = model.jointTable
    colliders = model.colliderTable
    pairs = model.pairTable
    sites = model.siteTable
    tendons = model.tendonTable
    motors = model.motorTable
    touchSites = model.touchTable
    count = model.jointTable.count
    gravity = model.gravity
    sense = model.description.plane.sense
    cone = model.description.options.cone
    timeStep = model.timeStep
    let (n, bodyCount) = (count, bodies.count)
    let treeList = Workspace.trees(joints)
    treeCount = (treeList.max() ?? -1) + 1
    trees = .allocate(capacity: 4 * n + 1)
    trees.initialize(repeating: 0, count: 4 * n + 1)
    for (index, tree) in treeList.enumerated() { trees[index] = tree }
    (coordinateIslands, treeIslands, treeRoots) = (trees + n, trees + 2 * n, trees + 3 * n)
    numberCount =
      24 * n + 2 * n * n + motors.count + touchSites.count + 20 * bodyCount + 4 * colliders.count
    let total = numberCount + n * model.rowCapacity
    numbers = .allocate(capacity: max(1, total))
    numbers.initialize(repeating: 0, count: total)
    var next = numbers
    func take(_ size: Int) -> Numbers {
      defer { next += size }
      return next
    }
    (q, v, a) = (take(n), take(n), take(n))
    (u, touch) = (take(motors.count), take(touchSites.count))
    (freeAcceleration, passive, actuation, bias) = (take(n), take(n), take(n), take(n))
    (smooth, constraint, warmStart) = (take(n), take(n), take(n))
    (motion, jointVector) = (take(3 * n), take(2 * n))
    (pose, inertia, composite) = (take(4 * bodyCount), take(4 * bodyCount), take(4 * bodyCount))
    (velocity, push, wrench) = (take(3 * bodyCount), take(2 * bodyCount), take(3 * bodyCount))
    (mass, hessian) = (take(n * n), take(n * n))
    (gradient, direction, massTimesA) = (take(n), take(n), take(n))
    (massTimesDirection, scratch) = (take(n), take(n))
    (startQ, startV, sumQ, sumV) = (take(n), take(n), take(n), take(n))
    shape = take(4 * colliders.count)
    jacobian = next
    assert(next == numbers + numberCount, "the buffer is as long as what is taken from it")
    rows = .allocate(capacity: max(1, model.rowCapacity))
    contacts = .allocate(capacity: max(1, model.contactCapacity))
    placedGeoms = .allocate(capacity: max(1, model.geoms.count))
    placedSites = .allocate(capacity: max(1, model.sites.count))
    for (index, geom) in model.geoms.enumerated() {
      (placedGeoms + index).initialize(to: geom.geom.placement.position)
    }
    for (index, site) in model.sites.enumerated() {
      (placedSites + index).initialize(to: site.site.placement.position)
    }
    pose[2] = 1
    resetState()
  }

  deinit {
    // All of these hold plain values, which need no deinitialization.
    numbers.deallocate()
    trees.deallocate()
    rows.deallocate()
    contacts.deallocate()
    placedGeoms.deallocate()
    placedSites.deallocate()
  }

  /// Returns a separate workspace in the same state, including the results of the last step.
  func copy() -> Workspace {
    let copy = Workspace(model)
    copy.numbers.update(from: numbers, count: numberCount)
    copy.jacobian.update(from: jacobian, count: rowCount * count)
    copy.rows.update(from: rows, count: rowCount)
    copy.contacts.update(from: contacts, count: contactCount)
    copy.placedGeoms.update(from: placedGeoms, count: model.geoms.count)
    copy.placedSites.update(from: placedSites, count: model.sites.count)
    (copy.time, copy.hasDiverged) = (time, hasDiverged)
    (copy.rowCount, copy.contactCount) = (rowCount, contactCount)
    copy.solverIterations = solverIterations
    (copy.momentum, copy.origin) = (momentum, origin)
    return copy
  }

  /// Sets all coordinates to their references, at rest, without controls.
  func resetState() {
    for index in 0..<count {
      q[index] = joints[index].reference
      v[index] = 0
    }
    for index in 0..<motors.count { u[index] = 0 }
    (time, hasDiverged) = (0, false)
    clearForces()
    refresh()
  }

  /// Clears all forces and their results.
  func clearForces() {
    for index in 0..<count {
      (a[index], freeAcceleration[index], warmStart[index]) = (0, 0, 0)
      (passive[index], actuation[index], constraint[index]) = (0, 0, 0)
    }
    for index in 0..<touchSites.count { touch[index] = 0 }
    (rowCount, contactCount, solverIterations) = (0, 0, 0)
  }

  /// Updates everything that depends only on coordinates and velocities.
  func refresh() {
    updateKinematics()
    updateMassMatrix()
    updateBias()
  }
}
