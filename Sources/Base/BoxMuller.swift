/// The Box–Muller transform in single precision, without a mathematics library.
///
///     r = √(−2 log u₁),  n₁ = r cos 2πu₂,  n₂ = r sin 2πu₂
///
/// Every operation is one that IEEE 754 rounds correctly (there are no fused multiply-adds), so
/// equal words give equal numbers on every processor. The kernel that fills tensors computes the
/// same bits.
///
/// Reference: Box and Muller, "A Note on the Generation of Random Normal Deviates", Annals of
/// Mathematical Statistics 29, 1958.
package enum BoxMuller {
  /// Returns two independent standard normal numbers, at most 6.7 in magnitude.
  ///
  /// - Parameters:
  ///   - radius: 32 random bits, of which the upper 31 choose the distance from zero.
  ///   - angle: 32 random bits that choose the direction.
  /// - Returns: r cos 2πu₂ and r sin 2πu₂.
  package static func pair(_ radius: UInt32, _ angle: UInt32) -> (Float, Float) {
    let uniform = (Float(Int32(bitPattern: radius >> 1)) + 0.5) * 0x1p-31
    let length = (-2 * logarithm(uniform)).squareRoot()
    let (cosine, sine) = direction(Int32(bitPattern: angle))
    return (length * cosine, length * sine)
  }

  /// Returns log x for normal x in (0, 1], to about 1e-7 of its value.
  ///
  /// x = 2ᵉ m with m in [√½, √2); log m is a polynomial in m − 1 (Cephes, `logf`).
  static func logarithm(_ x: Float) -> Float {
    let bits = Int32(bitPattern: x.bitPattern)
    // 0x3F3504F3 is √½: subtracting it moves the boundary between exponents there.
    let exponent = (bits &- 0x3F35_04F3) >> 23
    let mantissa = Float(bitPattern: UInt32(bitPattern: bits &- exponent << 23))
    let y = mantissa - 1
    let square = y * y
    var p: Float = 7.037_683_6292e-2
    p = p * y - 1.151_461_0310e-1
    p = p * y + 1.167_699_8740e-1
    p = p * y - 1.242_014_0846e-1
    p = p * y + 1.424_932_2787e-1
    p = p * y - 1.666_805_7665e-1
    p = p * y + 2.000_071_4765e-1
    p = p * y - 2.499_999_3993e-1
    p = p * y + 3.333_333_1174e-1
    p = p * y * square
    let scale = Float(exponent)
    p = p + scale * -2.121_944_40e-4
    p = p - 0.5 * square
    return y + p + scale * 0.693_359_375
  }

  /// Returns the cosine and sine of π·angle/2³¹, each to about 1e-7.
  static func direction(_ angle: Int32) -> (cosine: Float, sine: Float) {
    let quadrant = (angle &+ 0x2000_0000) >> 30
    let rest = angle &- quadrant << 30
    let x = Float(rest) * 1.462_918_1e-9  // (π/2) / 2³⁰
    let square = x * x
    var s: Float = -1.951_529_5891e-4
    s = s * square + 8.332_160_8736e-3
    s = s * square - 1.666_665_4611e-1
    s = s * square * x + x
    var c: Float = 2.443_315_711809948e-5
    c = c * square - 1.388_731_625493765e-3
    c = c * square + 4.166_664_568298827e-2
    c = c * square * square - 0.5 * square + 1
    let swaps = quadrant & 1 != 0
    let (cosine, sine) = swaps ? (s, c) : (c, s)
    let cosineIsNegative = (quadrant &+ 1) & 2 != 0
    let sineIsNegative = quadrant & 2 != 0
    return (cosineIsNegative ? -cosine : cosine, sineIsNegative ? -sine : sine)
  }
}
