/// The four samples of a pixel that a body touches: their depths and colours.
///
/// The places of the samples in a pixel are those that graphics cards use for four samples, so that
/// thin bodies show the same steps.
struct SamplePixel {
  /// The distances of the samples from a pixel's left edge, as fractions of its width.
  static let columns = Lanes(0.375, 0.875, 0.125, 0.625)
  /// The distances of the samples from a pixel's upper edge, as fractions of its height.
  static let rows = Lanes(0.875, 0.625, 0.375, 0.125)

  var depth = Lanes(repeating: .infinity)
  var red = Lanes()
  var green = Lanes()
  var blue = Lanes()

  /// Puts a colour in front where it is nearer.
  @inline(__always)
  mutating func put(_ color: SIMD4<Float>, where isNearer: Mask) {
    red.replace(with: color.x, where: isNearer)
    green.replace(with: color.y, where: isNearer)
    blue.replace(with: color.z, where: isNearer)
  }

  /// The mean of the samples.
  @inline(__always)
  var mean: SIMD4<Float> { SIMD4(red.sum(), green.sum(), blue.sum(), 0) * 0.25 }
}
