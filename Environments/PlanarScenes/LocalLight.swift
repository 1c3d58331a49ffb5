import CScenes
import PlanarPhysics
import RealModule

/// A light as seen from the frame of a solid or a panel.
struct LocalLight {
  /// Whether rays come from ``position`` rather than along ``toLight``.
  var isSpot: Bool
  var position: SIMD3<Float>
  /// The unit vector towards a directional light, times the length of shadows.
  var toLight: SIMD3<Float>
  /// The axis of a spot, and two directions perpendicular to it.
  var axis, across, along: SIMD3<Float>
  var cosineOfCutoff: Float
  var exponent: Int
  var diffuse, specular: SIMD3<Float>
  var castsShadows: Bool
  var reach: Float

  /// Prepares a light for a frame.
  ///
  /// - Parameters:
  ///   - light: The light in the world.
  ///   - eye: The camera's position, to which points are relative.
  ///   - shadowLength: The distance from a surface within which bodies can block a directional
  ///     light, in m.
  ///   - point: Returns the position in the frame of a point relative to the camera.
  ///   - direction: Returns the components in the frame of a world direction.
  @inline(__always)
  init(
    _ light: Light, from eye: SIMD3<Double>, shadowLength: Float,
    point: (SIMD3<Float>) -> SIMD3<Float>, direction: (SIMD3<Float>) -> SIMD3<Float>
  ) {
    let frame = Rotation(z: light.direction)
    switch light.spread {
    case .directional:
      (isSpot, cosineOfCutoff, exponent) = (false, -2, 0)
    case .spot(let cutoff, let power):
      (isSpot, cosineOfCutoff, exponent) = (true, Float(Double.cos(cutoff)), power)
    }
    position = point(SIMD3(light.position - eye))
    axis = direction(SIMD3(frame.z))
    across = direction(SIMD3(frame.x))
    along = direction(SIMD3(frame.y))
    toLight = -axis * shadowLength
    (diffuse, specular) = (light.diffuse, light.specular)
    (castsShadows, reach) = (light.castsShadows, Float(light.shadowReach))
  }

  /// The position of a spot, or the vector towards a directional light.
  var source: SIMD3<Float> { isSpot ? position : toLight }

  /// The same for the loops in C.
  var record: scenes_light {
    scenes_light(
      is_spot: isSpot ? 1 : 0, casts_shadows: castsShadows ? 1 : 0, source: source.parts,
      axis: axis.parts, across: across.parts, along: along.parts,
      cosine_of_cutoff: cosineOfCutoff, exponent: Int32(clamping: exponent),
      diffuse: diffuse.parts, specular: specular.parts, reach: reach)
  }
}
