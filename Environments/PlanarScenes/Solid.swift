import PlanarPhysics

/// A primitive prepared for casting rays: its size, and its frame relative to the camera.
struct Solid {
  /// The form, in the solid's frame.
  var form: Form
  /// The centre, relative to the camera's position, in world directions.
  var center: SIMD3<Float>
  /// The axes, in world directions.
  var x, y, z: SIMD3<Float>
  var finish: Finish
  var label: UInt8

  /// Prepares a primitive for a camera at `eye`.
  init(_ primitive: Primitive, from eye: SIMD3<Double>) {
    form = Form(primitive.shape)
    center = SIMD3(primitive.center - eye)
    x = SIMD3(primitive.orientation.x)
    y = SIMD3(primitive.orientation.y)
    z = SIMD3(primitive.orientation.z)
    (finish, label) = (primitive.finish, primitive.label)
  }

  /// Returns the components of a world direction along the solid's axes.
  @inline(__always)
  func local(direction: SIMD3<Float>) -> SIMD3<Float> {
    SIMD3((direction * x).sum(), (direction * y).sum(), (direction * z).sum())
  }

  /// Returns the position in the solid's frame of a point relative to the camera.
  @inline(__always)
  func local(point: SIMD3<Float>) -> SIMD3<Float> { local(direction: point - center) }

  /// The capsule that contains the body: its world direction, half-length and radius.
  var hull: (axis: SIMD3<Float>, halfLength: Float, radius: Float) {
    let size = form.size
    switch form.kind {
    case .capsule, .cylinder: return (z, size.z, size.x)
    case .box, .ellipsoid:
      let (a, b, c) = (size.x, size.y, size.z)
      if a >= b && a >= c { return (x, a, (b * b + c * c).squareRoot()) }
      if b >= c { return (y, b, (a * a + c * c).squareRoot()) }
      return (z, c, (a * a + b * b).squareRoot())
    }
  }
}

/// Returns the absolute values.
@inline(__always)
func magnitude(_ x: Lanes) -> Lanes { maximum(x, -x) }
