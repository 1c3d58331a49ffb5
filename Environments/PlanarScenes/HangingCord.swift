import RealModule

/// A cord that hangs between two points: a catenary.
///
/// With horizontal distance h, rise v and length L, the scale c of the curve solves
///
///     √(L² − v²) = 2c sinh(h / 2c)
///
/// and the height above the first point at the distance s is c (cosh((s − s₀)/c) − cosh(s₀/c)),
/// with s₀ = h/2 − c artanh(v/L).
///
/// Reference: Lockwood, "A Book of Curves", Cambridge University Press, 1961, chapter 13, for the
/// curve; the two equations follow from its length and from its ends.
package struct HangingCord {
  /// The number of straight pieces with which a hanging cord is drawn.
  package static let pieceCount = 28

  private let start, end, across: SIMD3<Double>
  private let distance, scale, lowest: Double

  /// Creates the cord.
  ///
  /// - Parameters:
  ///   - start: One end, in m.
  ///   - end: The other end, in m.
  ///   - length: The length of the cord, in m; a cord hangs only if its ends are closer than that.
  package init?(from start: SIMD3<Double>, to end: SIMD3<Double>, length: Double) {
    let path = end - start
    guard (path * path).sum() < length * length * (1 - 1e-9) else { return nil }
    let flat = (path.x * path.x + path.y * path.y).squareRoot()
    // A cord that hangs straight down and up again is treated as one that spans very little.
    distance = max(flat, 1e-6 * length)
    across = flat > 0 ? SIMD3(path.x, path.y, 0) / flat : SIMD3(1, 0, 0)
    (self.start, self.end) = (start, end)
    let ratio = (length * length - path.z * path.z).squareRoot() / distance
    scale = distance / (2 * HangingCord.inverse(ratio))
    lowest = distance / 2 - scale * Double.atanh(path.z / length)
  }

  /// Returns a point of the cord.
  ///
  /// The ends of the pieces are at equal horizontal steps, and the last step is twice as wide, as
  /// in the published pictures.
  package func point(_ index: Int) -> SIMD3<Double> {
    guard index > 0 else { return start }
    guard index < Self.pieceCount else { return end }
    let s = distance * Double(index) / Double(Self.pieceCount + 1)
    let height = scale * (Double.cosh((s - lowest) / scale) - Double.cosh(lowest / scale))
    return start + across * s + SIMD3(0, 0, height)
  }

  /// Returns the positive x with sinh(x)/x = ratio, by Newton's method from above.
  private static func inverse(_ ratio: Double) -> Double {
    // sinh(x)/x > 1 + x²/6, and > eˣ/(2x), for small and large slack respectively.
    var x =
      ratio < 3
      ? (6 * (ratio - 1)).squareRoot()
      : Double.log(2 * ratio) + Double.log(Double.log(2 * ratio)) + 1
    for _ in 0..<50 {
      let change = (Double.sinh(x) - ratio * x) / (Double.cosh(x) - ratio)
      guard change.isFinite else { break }
      x -= change
      if abs(change) < 1e-13 * x { break }
    }
    return max(x, 1e-6)
  }
}
