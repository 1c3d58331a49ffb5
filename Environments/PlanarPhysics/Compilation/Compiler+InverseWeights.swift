extension Compiler {
  /// Computes how easily joints, tendons and bodies yield at the reference coordinates.
  ///
  /// With the mass matrix M there and a Jacobian J:
  ///
  ///     joint j   (M⁻¹)ⱼⱼ
  ///     tendon    J M⁻¹ Jᵀ
  ///     body      tr(J M⁻¹ Jᵀ) / 3, J at its centre of mass
  ///
  /// The third direction in space contributes nothing, but counts in the 3. A body that can only
  /// slide, independently of others, has the inverse of its mass instead, and so have its joints;
  /// see `onlySlides`.
  mutating func addInverseWeights() throws(ModelError) {
    let count = joints.count
    let pose = referencePose()
    var mass = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    for (number, body) in bodies.enumerated() where body.mass > 0 {
      let columns = self.columns(at: pose.center(of: number, body), body: number, pose)
      for row in 0..<count {
        for column in 0..<count {
          let (a, b) = (columns[row], columns[column])
          mass[row][column] +=
            body.mass * (a.linear * b.linear).sum() + body.inertia * a.angular * b.angular
        }
      }
    }
    for index in 0..<count { mass[index][index] += jointRecords[index].armature }
    let inverse = try inverted(mass)
    for index in 0..<count { jointRecords[index].inverseWeight = inverse[index][index] }
    for (number, body) in bodies.enumerated() where body.lastJoint >= 0 {
      let columns = self.columns(at: pose.center(of: number, body), body: number, pose)
      let s = quadratic(columns.map(\.linear.x), inverse)
      let t = quadratic(columns.map(\.linear.y), inverse)
      bodies[number].inverseWeight = (s + t) / 3
    }
    for (number, body) in bodies.enumerated() where onlySlides(number) {
      bodies[number].inverseWeight = 1 / body.mass
      for joint in body.firstJoint..<body.endJoint {
        jointRecords[joint].inverseWeight = 1 / body.mass
      }
    }
    for index in tendons.indices {
      let (first, second) = (siteRecords[tendons[index].first], siteRecords[tendons[index].second])
      let (p, q) = (
        pose.point(first.position, first.body), pose.point(second.position, second.body)
      )
      let length = ((q - p) * (q - p)).sum().squareRoot()
      let direction = length > 0 ? (q - p) / length : [1, 0]
      let (a, b) = (columns(at: p, body: first.body, pose), columns(at: q, body: second.body, pose))
      let row = (0..<count).map { ((b[$0].linear - a[$0].linear) * direction).sum() }
      tendons[index].inverseWeight = quadratic(row, inverse)
    }
  }

  /// The positions of bodies, anchors and axes at the reference coordinates.
  private struct Pose {
    var origins: [SIMD2<Double>] = []
    var axes: [SIMD2<Double>] = []
    /// The anchor of a hinge or the axis of a slide, by joint.
    var jointVectors: [SIMD2<Double>] = []

    func point(_ local: SIMD2<Double>, _ body: Int) -> SIMD2<Double> {
      let axis = axes[body]
      return origins[body]
        + [axis.x * local.x - axis.y * local.y, axis.y * local.x + axis.x * local.y]
    }

    func center(of number: Int, _ body: BodyRecord) -> SIMD2<Double> {
      point(body.center, number)
    }
  }

  private func referencePose() -> Pose {
    var pose = Pose()
    for (number, body) in bodies.enumerated() {
      if number == 0 {
        pose.origins.append(.zero)
        pose.axes.append([1, 0])
        continue
      }
      let parent = pose.axes[body.parent]
      pose.origins.append(pose.point(body.position, body.parent))
      pose.axes.append([
        parent.x * body.cosine - parent.y * body.sine,
        parent.y * body.cosine + parent.x * body.sine,
      ])
      for joint in jointRecords[body.firstJoint..<body.endJoint] {
        let vector = pose.point(joint.vector, number)
        pose.jointVectors.append(joint.isHinge ? vector : vector - pose.origins[number])
      }
    }
    return pose
  }

  private func columns(
    at point: SIMD2<Double>, body: Int, _ pose: Pose
  ) -> [(linear: SIMD2<Double>, angular: Double)] {
    var columns = [(linear: SIMD2<Double>, angular: Double)](
      repeating: (.zero, 0), count: joints.count)
    var joint = bodies[body].lastJoint
    while joint >= 0 {
      let record = jointRecords[joint]
      let vector = pose.jointVectors[joint]
      if record.isHinge {
        let arm = point - vector
        columns[joint] = ([-record.sense * arm.y, record.sense * arm.x], record.sense)
      } else {
        columns[joint] = (vector, 0)
      }
      joint = record.parent
    }
    return columns
  }

  private func quadratic(_ vector: [Double], _ matrix: [[Double]]) -> Double {
    var sum = 0.0
    for row in vector.indices {
      for column in vector.indices { sum += vector[row] * matrix[row][column] * vector[column] }
    }
    return sum
  }

  /// Inverts a positive definite matrix by Gauss–Jordan elimination.
  private func inverted(_ matrix: [[Double]]) throws(ModelError) -> [[Double]] {
    let count = matrix.count
    var left = matrix
    var right = (0..<count).map { row in (0..<count).map { $0 == row ? 1.0 : 0 } }
    for pivot in 0..<count {
      let scale = left[pivot][pivot]
      try check(
        scale > 0 && scale.isFinite, joints[pivot].name, "inertia", "positive", "\(scale)")
      for column in 0..<count {
        left[pivot][column] /= scale
        right[pivot][column] /= scale
      }
      for row in 0..<count where row != pivot {
        let factor = left[row][pivot]
        for column in 0..<count {
          left[row][column] -= factor * left[pivot][column]
          right[row][column] -= factor * right[pivot][column]
        }
      }
    }
    return right
  }
}
