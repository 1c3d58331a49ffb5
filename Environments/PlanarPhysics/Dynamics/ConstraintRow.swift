/// One scalar constraint: its regularization, target and state in the solver.
struct ConstraintRow {
  enum Kind {
    /// Dry friction of a joint: the force is at most `bound`.
    case friction
    /// A limit or an edge of a friction pyramid: the force never pulls.
    case unilateral
    /// The normal of a round friction cone; the rows of its tangents follow.
    case coneNormal
    /// A tangent of a round friction cone.
    case coneTangent
  }
  enum Zone { case free, quadratic, cone }

  var kind: Kind
  var zone = Zone.free
  /// 1/R.
  var weight: Double
  /// The reference acceleration.
  var target: Double
  /// R f for dry friction, the coefficient of friction for a cone, otherwise unused.
  var bound = 0.0
  /// The number of rows of the cone that starts here.
  var span = 1
  /// The number of the row's island, or −1 if its Jacobian is zero.
  var island = 0
  /// z = J a − target.
  var residual = 0.0
  /// The change of z along the search direction.
  var slope = 0.0
  var force = 0.0

  init(_ kind: Kind, weight: Double, target: Double) {
    self.kind = kind
    self.weight = weight
    self.target = target
  }
}
