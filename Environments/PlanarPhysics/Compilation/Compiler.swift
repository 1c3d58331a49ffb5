import RealModule

/// Compiles a description into the tables of a model.
struct Compiler {
  let source: ModelDescription
  let plane: Plane
  let timeStep: Double

  var bodyNames: [String] = []
  var joints: [Joint] = []
  var geoms: [Model.PlacedGeom] = []
  var sites: [Model.PlacedSite] = []
  var bodies: [BodyRecord] = []
  var jointRecords: [JointRecord] = []
  var colliders: [ColliderRecord] = []
  var pairs: [PairRecord] = []
  var siteRecords: [SiteRecord] = []
  var tendons: [TendonRecord] = []
  var motors: [MotorRecord] = []
  var touchSites: [Int] = []

  init(_ source: ModelDescription) {
    self.source = source
    plane = source.plane
    timeStep = source.options.timeStep
  }

  /// Checks everything, then fills the tables in the order of their dependencies.
  mutating func run() throws(ModelError) {
    try check(timeStep > 0 && timeStep.isFinite, "model", "time step", "positive", "\(timeStep)")
    let gravity = source.options.gravity
    try check(dot(gravity, gravity).isFinite, "model", "gravity", "finite", "\(gravity)")
    try add(Body("world", geoms: source.geoms, sites: source.sites), parent: 0, depth: 0)
    for body in source.bodies { try add(body, parent: 0, depth: 0) }
    try checkNames("body", bodyNames)
    try checkNames("joint", joints.map(\.name))
    try checkNames("geom", geoms.map(\.geom.name))
    try checkNames("site", sites.map(\.site.name))
    try scaleToTotalMass()
    try addTendonsAndMotors()
    try addInverseWeights()
    try addPairs()
  }

  func check(
    _ condition: Bool, _ name: String, _ quantity: String, _ expected: String, _ found: String
  ) throws(ModelError) {
    guard condition else {
      throw .invalid(name: name, quantity: quantity, expected: expected, found: found)
    }
  }

  private func checkNames(_ kind: String, _ names: [String]) throws(ModelError) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw .duplicate(kind: kind, name: name)
    }
  }

  /// Adds a body and all its descendants, depth first.
  private mutating func add(_ body: Body, parent: Int, depth: Double) throws(ModelError) {
    let number = bodies.count
    let isWorld = number == 0
    let firstJoint = joints.count
    let depth = depth + plane.depth(body.position)
    // An angle about the plane's axis turns (s, t) by sense · angle.
    let angle = plane.sense * body.angle
    var record = BodyRecord(
      parent: parent, firstJoint: firstJoint, endJoint: firstJoint + body.joints.count,
      lastJoint: isWorld ? -1 : bodies[parent].lastJoint,
      weld: isWorld || !body.joints.isEmpty ? number : bodies[parent].weld,
      position: plane.project(body.position), cosine: Double.cos(angle), sine: Double.sin(angle),
      depth: depth, mass: 0, center: .zero, inertia: 0, inverseWeight: 0)
    for joint in body.joints {
      jointRecords.append(try self.record(of: joint, body: number, parent: record.lastJoint))
      record.lastJoint = joints.count
      joints.append(joint)
    }
    if !isWorld { try addMass(of: body, to: &record) }
    bodyNames.append(body.name)
    bodies.append(record)
    for geom in body.geoms { try add(geom, body: number) }
    for site in body.sites { try add(site, body: number) }
    for child in body.children { try add(child, parent: number, depth: depth) }
  }

  private func record(of joint: Joint, body: Int, parent: Int) throws(ModelError) -> JointRecord {
    let numbers = [
      joint.reference, joint.stiffness, joint.springReference, joint.damping, joint.armature,
      joint.frictionLoss,
    ]
    try check(
      numbers.allSatisfy { $0.isFinite }, joint.name, "constants", "finite", "\(numbers)")
    try check(joint.damping >= 0, joint.name, "damping", "at least 0", "\(joint.damping)")
    try check(joint.armature >= 0, joint.name, "armature", "at least 0", "\(joint.armature)")
    try check(
      joint.frictionLoss >= 0, joint.name, "friction loss", "at least 0", "\(joint.frictionLoss)")
    try check(
      joint.limitSoftness.isValid && joint.frictionSoftness.isValid, joint.name, "softness",
      "in range", "\(joint.limitSoftness), \(joint.frictionSoftness)")
    var record = JointRecord(
      isHinge: false, body: body, parent: parent, sense: 0, vector: .zero,
      reference: joint.reference, stiffness: joint.stiffness,
      springReference: joint.springReference, damping: joint.damping, armature: joint.armature,
      isLimited: joint.range != nil, lower: joint.range?.lowerBound ?? 0,
      upper: joint.range?.upperBound ?? 0,
      limit: SoftnessRecord(joint.limitSoftness, timeStep: timeStep),
      frictionLoss: joint.frictionLoss,
      friction: SoftnessRecord(joint.frictionSoftness, timeStep: timeStep), inverseWeight: 0)
    switch joint.motion {
    case .slide(let axis):
      let isInPlane = plane.depth(axis) == 0 && abs(dot(axis, axis) - 1) < 1e-9
      guard isInPlane else {
        throw .notPlanar(name: joint.name, quantity: "unit axis", found: "\(axis)")
      }
      record.vector = plane.project(axis)
    case .hinge(let axis, let anchor):
      let sign = plane.depth(axis)
      guard abs(sign) == 1, plane.project(axis) == .zero else {
        throw .notPlanar(name: joint.name, quantity: "hinge", found: "\(axis)")
      }
      record.isHinge = true
      record.sense = plane.sense * sign
      record.vector = plane.project(anchor)
    }
    return record
  }

  /// Sums the masses of a body's geoms and moves their inertia to the common centre.
  private func addMass(of body: Body, to record: inout BodyRecord) throws(ModelError) {
    var parts: [(mass: Double, center: SIMD2<Double>, inertia: Double)] = []
    for geom in body.geoms {
      let mass = geom.totalMass
      try check(mass >= 0 && mass.isFinite, geom.name, "mass", "at least 0", "\(mass)")
      let rotation = geom.placement.rotation
      let axisShares = SIMD3(
        plane.depth(rotation.x), plane.depth(rotation.y), plane.depth(rotation.z))
      let inertia = mass * dot(geom.shape.unitInertia, axisShares * axisShares)
      parts.append((mass, plane.project(geom.placement.position), inertia))
    }
    record.mass = parts.reduce(0) { $0 + $1.mass }
    let moves = !body.joints.isEmpty
    try check(record.mass > 0 || !moves, body.name, "mass", "positive", "\(record.mass)")
    guard record.mass > 0 else { return }
    record.center = parts.reduce(.zero) { $0 + $1.center * $1.mass } / record.mass
    for part in parts {
      let offset = part.center - record.center
      record.inertia += part.inertia + part.mass * (offset * offset).sum()
    }
  }

  private mutating func scaleToTotalMass() throws(ModelError) {
    guard let total = source.totalMass else { return }
    let sum = bodies.reduce(0) { $0 + $1.mass }
    try check(
      total > 0 && total.isFinite && sum > 0, "model", "total mass", "positive", "\(total)")
    for index in bodies.indices {
      bodies[index].mass *= total / sum
      bodies[index].inertia *= total / sum
    }
  }
}
