/// Four numbers that are processed at once: the samples of a pixel, or four pixels of a row.
package typealias Lanes = SIMD4<Float>
package typealias Mask = SIMDMask<SIMD4<Int32>>

/// Four vectors at once.
struct LaneVector {
  var x, y, z: Lanes

  @inline(__always)
  init(_ x: Lanes, _ y: Lanes, _ z: Lanes) {
    (self.x, self.y, self.z) = (x, y, z)
  }
}

/// Returns the larger numbers.
@inline(__always)
func maximum(_ a: Lanes, _ b: Lanes) -> Lanes { b.replacing(with: a, where: a .> b) }

/// Returns the smaller numbers.
@inline(__always)
func minimum(_ a: Lanes, _ b: Lanes) -> Lanes { b.replacing(with: a, where: a .< b) }

/// Returns `x` limited to `low...high`.
@inline(__always)
func clamp(_ x: Lanes, _ low: Lanes, _ high: Lanes) -> Lanes { minimum(maximum(x, low), high) }

/// Returns whether a condition holds in some lane.
@inline(__always)
func anyLane(_ mask: Mask) -> Bool {
  let halves = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
  return halves[0] | halves[1] != 0
}

/// Returns 1/√x for positive x, with a relative error of about 5e-6.
///
/// The standard library computes the roots of four numbers one by one. Here a guess from the halved
/// exponent is improved by two Newton steps y ← y (3 − x y²) / 2.
@inline(__always)
func inverseRoot(_ x: Lanes) -> Lanes {
  let bits = unsafeBitCast(x, to: SIMD4<UInt32>.self)
  var y = unsafeBitCast(0x5F37_59DF &- (bits &>> 1), to: Lanes.self)
  let half = 0.5 * x
  y *= 1.5 - half * y * y
  y *= 1.5 - half * y * y
  return y
}

/// Returns √x with a relative error of about 5e-6, and 0 for negative x.
@inline(__always)
package func root(_ x: Lanes) -> Lanes {
  let positive = maximum(x, Lanes(repeating: 0))
  return positive * inverseRoot(positive)
}
