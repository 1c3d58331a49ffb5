/// A degree of freedom of a body relative to its parent.
///
/// A joint has one coordinate q. Its passive force is −k (q − q_s) − b q̇, with the stiffness k,
/// the spring's rest coordinate q_s and the damping b.
public struct Joint: Hashable, Sendable {
  /// The motion of a joint.
  public enum Motion: Hashable, Sendable {
    /// Along a unit vector in the plane, given in the frame of the body; q in m.
    case slide(along: SIMD3<Double>)
    /// About an axis perpendicular to the plane through an anchor, both in the frame of the body; q
    /// in rad.
    case hinge(axis: SIMD3<Double>, anchor: SIMD3<Double>)
  }

  /// The name of the joint.
  public var name: String
  /// Its motion.
  public var motion: Motion
  /// The range of q, whose ends may be infinite, or `nil` if it is free.
  public var range: ClosedRange<Double>?
  /// The softness of the limits.
  public var limitSoftness: Softness
  /// The coordinate at which the model is as described, and at which a world starts.
  public var reference: Double
  /// The stiffness k, in N/m or N·m/rad.
  public var stiffness: Double
  /// The coordinate q_s at which the spring rests.
  public var springReference: Double
  /// The damping b, in N·s/m or N·m·s/rad.
  public var damping: Double
  /// The inertia of the drive, added to the diagonal of the mass matrix, in kg or kg·m².
  public var armature: Double
  /// The largest force of dry friction, in N or N·m.
  public var frictionLoss: Double
  /// The softness of dry friction.
  public var frictionSoftness: Softness

  /// Creates a joint.
  public init(
    _ name: String, _ motion: Motion, range: ClosedRange<Double>? = nil,
    limitSoftness: Softness = Softness(), reference: Double = 0, stiffness: Double = 0,
    springReference: Double = 0, damping: Double = 0, armature: Double = 0,
    frictionLoss: Double = 0, frictionSoftness: Softness = Softness()
  ) {
    self.name = name
    self.motion = motion
    self.range = range
    self.limitSoftness = limitSoftness
    self.reference = reference
    self.stiffness = stiffness
    self.springReference = springReference
    self.damping = damping
    self.armature = armature
    self.frictionLoss = frictionLoss
    self.frictionSoftness = frictionSoftness
  }

  /// Returns a free slide along a unit vector.
  public static func slide(_ name: String, along axis: SIMD3<Double>) -> Joint {
    Joint(name, .slide(along: axis))
  }

  /// Returns a hinge about an axis, without limits.
  public static func hinge(
    _ name: String, axis: SIMD3<Double>, anchor: SIMD3<Double> = .zero
  ) -> Joint {
    Joint(name, .hinge(axis: axis, anchor: anchor))
  }

  /// Returns a copy of the joint, modified by `change`.
  public func with(_ change: (inout Joint) -> Void) -> Joint {
    var joint = self
    change(&joint)
    return joint
  }
}

/// Converts a range of angles from degrees to radians.
public func degrees(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
  (range.lowerBound * .pi / 180)...(range.upperBound * .pi / 180)
}
