import PlanarPhysics
import RealModule

/// A perspective camera.
public struct Camera: Hashable, Sendable {
  /// The centre of projection, in m.
  public var position: SIMD3<Double>
  /// The directions to the right, up, and backwards, towards the viewer.
  public var orientation: Rotation
  /// The angle between the lowest and the highest ray of a picture, in radians.
  public var fieldOfView: Double

  /// Creates a camera.
  public init(
    position: SIMD3<Double>, orientation: Rotation, fieldOfView: Double = .pi / 4
  ) {
    (self.position, self.orientation) = (position, orientation)
    self.fieldOfView = fieldOfView
  }
}

extension Camera {
  /// Returns the place of a point in a picture, in pixels from the upper left corner.
  ///
  /// - Parameters:
  ///   - point: The point, in m.
  ///   - width: The width of the picture.
  ///   - height: The height of the picture.
  /// - Returns: The place, inside the picture or not, or `nil` for a point behind the camera.
  public func project(_ point: SIMD3<Double>, width: Int, height: Int) -> SIMD2<Double>? {
    let path = point - position
    let depth = -(path * orientation.z).sum()
    guard depth > 1e-6 else { return nil }
    let scale = Double(height) / (2 * Double.tan(fieldOfView / 2)) / depth
    let (right, up) = ((path * orientation.x).sum(), (path * orientation.y).sum())
    return SIMD2(Double(width) / 2 + scale * right, Double(height) / 2 - scale * up)
  }
}
