import RealModule

/// A rotation in space, represented by the three axes of the turned frame.
public struct Rotation: Hashable, Sendable {
  /// The direction of the frame's first axis.
  public var x: SIMD3<Double>
  /// The direction of the frame's second axis.
  public var y: SIMD3<Double>
  /// The direction of the frame's third axis.
  public var z: SIMD3<Double>

  /// The identity.
  public static let identity = Rotation(x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1])

  /// Whether its angle is below MuJoCo's threshold of 1e-6 in a component of its quaternion.
  var isIdentity: Bool {
    [x - [1, 0, 0], y - [0, 1, 0], z - [0, 0, 1]].allSatisfy { dot($0, $0) < 4e-12 }
  }

  /// Creates a rotation from its turned axes.
  ///
  /// - Precondition: The axes are orthonormal and right-handed.
  public init(x: SIMD3<Double>, y: SIMD3<Double>, z: SIMD3<Double>) {
    (self.x, self.y, self.z) = (x, y, z)
  }

  /// Creates a rotation about an axis, by Rodrigues' formula.
  ///
  ///     R v = v cos φ + (k × v) sin φ + k (k · v)(1 − cos φ)
  ///
  /// - Parameters:
  ///   - axis: The unit vector k to turn about, by the right-hand rule.
  ///   - angle: The angle φ, in radians.
  public init(about axis: SIMD3<Double>, by angle: Double) {
    let (cosine, sine) = (Double.cos(angle), Double.sin(angle))
    func turned(_ v: SIMD3<Double>) -> SIMD3<Double> {
      v * cosine + cross(axis, v) * sine + axis * (dot(axis, v) * (1 - cosine))
    }
    self.init(x: turned([1, 0, 0]), y: turned([0, 1, 0]), z: turned([0, 0, 1]))
  }

  /// Creates the smallest rotation that turns the third axis to `direction`.
  ///
  /// The opposite of the third axis is reached by half a turn about the first.
  ///
  /// - Precondition: `direction` is a unit vector.
  public init(turningZTo direction: SIMD3<Double>) {
    let axis = cross([0, 0, 1], direction)
    let sine = dot(axis, axis).squareRoot()
    guard sine > 1e-10 else {
      let isUp = direction.z > 0
      self.init(x: [1, 0, 0], y: isUp ? [0, 1, 0] : [0, -1, 0], z: direction)
      return
    }
    let unit = axis / sine
    func turned(_ v: SIMD3<Double>) -> SIMD3<Double> {
      v * direction.z + cross(unit, v) * sine + unit * (dot(unit, v) * (1 - direction.z))
    }
    self.init(x: turned([1, 0, 0]), y: turned([0, 1, 0]), z: direction)
  }

  /// Returns `vector`, given in the turned frame, in the outer frame.
  public func callAsFunction(_ vector: SIMD3<Double>) -> SIMD3<Double> {
    x * vector.x + y * vector.y + z * vector.z
  }

  /// Returns the rotation that applies `inner` first and then this one.
  public func callAsFunction(_ inner: Rotation) -> Rotation {
    Rotation(x: self(inner.x), y: self(inner.y), z: self(inner.z))
  }
}

/// Returns the scalar product.
func dot(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
  a.x * b.x + a.y * b.y + a.z * b.z
}

/// Returns the vector product.
package func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
  [a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x]
}
