/// The constants of a body, reduced to the plane.
struct BodyRecord {
  var parent: Int
  var firstJoint: Int
  var endJoint: Int
  /// The last coordinate that moves the body, or −1.
  var lastJoint: Int
  /// The body with joints, or the world, to which this body is fixed; itself if it has joints.
  var weld: Int
  var position: SIMD2<Double>
  var cosine: Double
  var sine: Double
  /// The offset along the plane's axis, from the world's.
  var depth: Double
  var mass: Double
  var center: SIMD2<Double>
  var inertia: Double
  /// The approximate inverse mass at the centre of mass for contacts, in 1/kg.
  var inverseWeight: Double
}

/// The constants of a joint, reduced to the plane.
struct JointRecord {
  var isHinge: Bool
  var body: Int
  /// The previous joint on the path to the world, or −1.
  var parent: Int
  /// The sense of a hinge's rotation in (s, t): 1 or −1; zero for a slide.
  var sense: Double
  /// The anchor of a hinge or the axis of a slide.
  var vector: SIMD2<Double>
  var reference: Double
  var stiffness: Double
  var springReference: Double
  var damping: Double
  var armature: Double
  var isLimited: Bool
  var lower: Double
  var upper: Double
  var limit: SoftnessRecord
  var frictionLoss: Double
  var friction: SoftnessRecord
  /// The diagonal of the inverse mass matrix at the reference coordinates.
  var inverseWeight: Double
}

/// A softness with its precomputed constants.
struct SoftnessRecord {
  var damping: Double
  var stiffness: Double
  var minimum: Double
  var maximum: Double
  var inverseWidth: Double
  var midpoint: Double
  var power: Double

  /// Prepares a softness for a time step of `timeStep` seconds.
  init(_ softness: Softness, timeStep: Double) {
    let time = max(softness.timeConstant, 2 * timeStep)
    minimum = min(max(softness.minimum, 0.0001), 0.9999)
    maximum = min(max(softness.maximum, 0.0001), 0.9999)
    damping = 2 / (maximum * time)
    let root = maximum * time * softness.dampingRatio
    stiffness = 1 / (root * root)
    inverseWidth = 1 / softness.width
    midpoint = min(max(softness.midpoint, 0.0001), 0.9999)
    power = softness.power
  }
}

/// A geom that may touch, reduced to the plane.
struct ColliderRecord {
  var geom: Int
  var body: Int
  /// The centre in the frame of the body.
  var center: SIMD2<Double>
  /// The normal of a plane or the axis of a capsule in the frame of the body.
  var axis: SIMD2<Double>
  var radius: Double
  var halfLength: Double
}

/// Two colliders that may touch, the one of lower rank first.
struct PairRecord {
  enum Test { case planeSphere, planeCapsule, sphereSphere, sphereCapsule, capsuleCapsule }
  var test: Test
  var first: Int
  var second: Int
  /// The distance between centres beyond which they do not touch.
  var reach: Double
  /// The position of the contact along the plane's axis: the depth of the collider that is not a
  /// plane, or the mean.
  var depth: Double
  var friction: Double
  var softness: SoftnessRecord
  /// The sum of the inverse weights of the two bodies.
  var inverseWeight: Double
}

/// A site reduced to the plane.
struct SiteRecord {
  var body: Int
  var position: SIMD2<Double>
  var depth: Double
  var semiAxes: SIMD3<Double>
}

/// A tendon with the numbers of its sites.
struct TendonRecord {
  var first: Int
  var second: Int
  var maximumLength: Double
  var softness: SoftnessRecord
  var inverseWeight: Double
}

/// A motor with the number of its joint.
struct MotorRecord {
  var joint: Int
  var gear: Double
  var lower: Double
  var upper: Double
}
