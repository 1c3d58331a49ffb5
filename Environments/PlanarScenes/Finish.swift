/// The reflection properties of a surface.
public struct Finish: Hashable, Sendable {
  /// The colour of the diffuse part.
  public var color: SIMD3<Float>
  /// The strength of highlights, in [0, 1].
  public var specular: Float
  /// The sharpness of highlights: the power of the cosine in Blinn's model.
  public var shininess: Int

  /// Creates a finish.
  public init(color: SIMD3<Float>, specular: Float = 0.5, shininess: Int = 64) {
    (self.color, self.specular, self.shininess) = (color, specular, shininess)
  }
}
