/// A light that always shines along the camera's view, and casts no shadow.
public struct Headlight: Hashable, Sendable {
  /// The light that reaches a surface whatever its direction.
  public var ambient: SIMD3<Float>
  /// The light that a diffuse surface reflects at normal incidence.
  public var diffuse: SIMD3<Float>
  /// The strength of highlights.
  public var specular: SIMD3<Float>

  /// Creates a headlight.
  public init(
    ambient: SIMD3<Float> = SIMD3(repeating: 0.4), diffuse: SIMD3<Float> = SIMD3(repeating: 0.8),
    specular: SIMD3<Float> = SIMD3(repeating: 0.1)
  ) {
    (self.ambient, self.diffuse, self.specular) = (ambient, diffuse, specular)
  }
}
