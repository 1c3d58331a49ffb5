extension Workspace {
  /// Computes the mass matrix by the composite-body method.
  ///
  /// Let m, h and I be the mass, first moment and inertia about the common point of a body and all
  /// its descendants. A motion (ω, v) of them has the momentum
  ///
  ///     p = m v + ω ⟂h,  L = I ω + h × v
  ///
  /// and the entry of two coordinates, the second being the first or an ancestor of it, is the
  /// second's motion times the momentum of the first's. Entries of coordinates on different
  /// branches are zero and never written.
  ///
  /// Reference: Featherstone, "Rigid Body Dynamics Algorithms", 2008, section 6.2.
  func updateMassMatrix() {
    updateInertias()
    var joint = count &- 1
    while joint >= 0 {
      let part = composite + 4 &* joints[joint].body
      let column = motion + 3 &* joint
      let (angular, s, t) = (column[0], column[1], column[2])
      let pushS = part[0] * s - angular * part[2]
      let pushT = part[0] * t + angular * part[1]
      let turn = part[3] * angular + part[1] * t - part[2] * s
      let row = mass + count &* joint
      row[joint] = angular * turn + s * pushS + t * pushT + joints[joint].armature
      var other = joints[joint].parent
      while other >= 0 {
        let above = motion + 3 &* other
        row[other] = above[0] * turn + above[1] * pushS + above[2] * pushT
        other = joints[other].parent
      }
      joint &-= 1
    }
  }

  private func updateInertias() {
    var body = 1
    while body < bodies.count {
      let part = inertia + 4 &* body
      let whole = composite + 4 &* body
      let mass = bodies[body].mass
      let center = point(bodies[body].center, of: body) - origin
      part[0] = mass
      part[1] = mass * center.x
      part[2] = mass * center.y
      part[3] = bodies[body].inertia + mass * (center.x * center.x + center.y * center.y)
      (whole[0], whole[1], whole[2], whole[3]) = (part[0], part[1], part[2], part[3])
      body &+= 1
    }
    body = bodies.count &- 1
    while body > 0 {
      let part = composite + 4 &* body
      let parent = composite + 4 &* bodies[body].parent
      parent[0] += part[0]
      parent[1] += part[1]
      parent[2] += part[2]
      parent[3] += part[3]
      body &-= 1
    }
    // The world's own entry receives values that are never read.
    (composite[0], composite[1], composite[2], composite[3]) = (0, 0, 0, 0)
  }

  /// Computes velocities, momentum and the forces of inertia and gravity.
  ///
  /// This is the Newton–Euler method, outward and inward: with all coordinates at constant speed, a
  /// body moves with (ω, v) and accelerates with b, where gravity counts as an acceleration of the
  /// world:
  ///
  ///     b = Σ q̇ⱼ (ω ⟂vⱼ − ωⱼ ⟂v) − g,  f = m b + ω ⟂p,  τ = h × b + v × p
  ///
  /// Reference: Featherstone, "Rigid Body Dynamics Algorithms", 2008, section 5.3.
  func updateBias() {
    (push[0], push[1]) = (-gravity.x, -gravity.y)
    momentum = .zero
    var body = 1
    while body < bodies.count {
      let parent = bodies[body].parent
      var angular = velocity[3 &* parent]
      var s = velocity[3 &* parent &+ 1]
      var t = velocity[3 &* parent &+ 2]
      var pushS = push[2 &* parent]
      var pushT = push[2 &* parent &+ 1]
      var joint = bodies[body].firstJoint
      let end = bodies[body].endJoint
      while joint < end {
        let column = motion + 3 &* joint
        let speed = v[joint]
        pushS += speed * (column[0] * t - angular * column[2])
        pushT += speed * (angular * column[1] - column[0] * s)
        angular += speed * column[0]
        s += speed * column[1]
        t += speed * column[2]
        joint &+= 1
      }
      let own = velocity + 3 &* body
      (own[0], own[1], own[2]) = (angular, s, t)
      (push[2 &* body], push[2 &* body &+ 1]) = (pushS, pushT)
      let part = inertia + 4 &* body
      let momentumS = part[0] * s - angular * part[2]
      let momentumT = part[0] * t + angular * part[1]
      momentum.x += momentumS
      momentum.y += momentumT
      let force = wrench + 3 &* body
      force[0] = part[1] * pushT - part[2] * pushS + s * momentumT - t * momentumS
      force[1] = part[0] * pushS - angular * momentumT
      force[2] = part[0] * pushT + angular * momentumS
      body &+= 1
    }
    gatherBias()
  }

  private func gatherBias() {
    var body = bodies.count &- 1
    while body > 0 {
      let force = wrench + 3 &* body
      var joint = bodies[body].firstJoint
      let end = bodies[body].endJoint
      while joint < end {
        let column = motion + 3 &* joint
        bias[joint] = column[0] * force[0] + column[1] * force[1] + column[2] * force[2]
        joint &+= 1
      }
      let parent = wrench + 3 &* bodies[body].parent
      parent[0] += force[0]
      parent[1] += force[1]
      parent[2] += force[2]
      body &-= 1
    }
    (wrench[0], wrench[1], wrench[2]) = (0, 0, 0)
  }

  /// Computes the forces of springs, dampers and motors, and the sum of all forces except
  /// constraints.
  func updateForces() {
    var joint = 0
    while joint < count {
      passive[joint] =
        -joints[joint].stiffness * (q[joint] - joints[joint].springReference)
        - joints[joint].damping * v[joint]
      actuation[joint] = 0
      joint &+= 1
    }
    var motor = 0
    while motor < motors.count {
      let control = Swift.min(Swift.max(u[motor], motors[motor].lower), motors[motor].upper)
      actuation[motors[motor].joint] += motors[motor].gear * control
      motor &+= 1
    }
    joint = 0
    while joint < count {
      smooth[joint] = passive[joint] - bias[joint] + actuation[joint]
      joint &+= 1
    }
  }
}
