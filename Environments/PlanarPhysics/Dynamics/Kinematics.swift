import RealModule

extension Workspace {
  /// Places bodies, hinges and slides in the world, parents first.
  ///
  /// A body starts at its position relative to its parent. A slide moves it along its axis; a hinge
  /// turns it about its anchor A:
  ///
  ///     R ← R(θ) R,  p ← A − R · anchor
  func updateKinematics() {
    var body = 1
    while body < bodies.count {
      let parent = pose + 4 &* bodies[body].parent
      let local = bodies[body].position
      let (fixedCosine, fixedSine) = (bodies[body].cosine, bodies[body].sine)
      var s = parent[0] + parent[2] * local.x - parent[3] * local.y
      var t = parent[1] + parent[3] * local.x + parent[2] * local.y
      var cosine = parent[2] * fixedCosine - parent[3] * fixedSine
      var sine = parent[3] * fixedCosine + parent[2] * fixedSine
      var joint = bodies[body].firstJoint
      let end = bodies[body].endJoint
      while joint < end {
        let vector = joints[joint].vector
        let displacement = q[joint] - joints[joint].reference
        let armS = cosine * vector.x - sine * vector.y
        let armT = sine * vector.x + cosine * vector.y
        let world = jointVector + 2 &* joint
        if joints[joint].isHinge {
          (world[0], world[1]) = (s + armS, t + armT)
          let turnCosine = Double.cos(displacement)
          let turnSine = joints[joint].sense * Double.sin(displacement)
          (cosine, sine) = (
            cosine * turnCosine - sine * turnSine, sine * turnCosine + cosine * turnSine
          )
          s = world[0] - (cosine * vector.x - sine * vector.y)
          t = world[1] - (sine * vector.x + cosine * vector.y)
        } else {
          (world[0], world[1]) = (armS, armT)
          s += armS * displacement
          t += armT * displacement
        }
        joint &+= 1
      }
      let place = pose + 4 &* body
      (place[0], place[1], place[2], place[3]) = (s, t, cosine, sine)
      body &+= 1
    }
    updateMotions()
  }

  /// Records the motion that each coordinate causes.
  ///
  /// A motion is an angular velocity and the linear velocity of the material point at the common
  /// point O, the origin of the first body. For a hinge at A with sense σ, with ⟂(s, t) = (−t, s):
  ///
  ///     (σ, −σ ⟂(A − O)),  and (0, axis) for a slide
  private func updateMotions() {
    if bodies.count > 1 { origin = [pose[4], pose[5]] }
    var joint = 0
    while joint < count {
      let column = motion + 3 &* joint
      let world = jointVector + 2 &* joint
      if joints[joint].isHinge {
        let sense = joints[joint].sense
        column[0] = sense
        column[1] = sense * (world[1] - origin.y)
        column[2] = sense * (origin.x - world[0])
      } else {
        (column[0], column[1], column[2]) = (0, world[0], world[1])
      }
      joint &+= 1
    }
  }

  /// Returns the position in the world of a point of a body.
  @inline(__always)
  func point(_ local: SIMD2<Double>, of body: Int) -> SIMD2<Double> {
    let place = pose + 4 &* body
    return SIMD2(
      place[0] + place[2] * local.x - place[3] * local.y,
      place[1] + place[3] * local.x + place[2] * local.y)
  }

  /// Returns the length of a tendon and the unit vector from its first site to its second.
  ///
  /// If the sites coincide, the vector is along s.
  func span(of tendon: Int) -> (length: Double, direction: SIMD2<Double>) {
    let (first, second) = (tendons[tendon].first, tendons[tendon].second)
    let difference =
      point(sites[second].position, of: sites[second].body)
      - point(sites[first].position, of: sites[first].body)
    let length = (difference * difference).sum().squareRoot()
    return (length, length > 1e-15 ? difference / length : SIMD2(1, 0))
  }
}
