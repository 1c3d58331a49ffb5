/// What is painted on a panel.
extension Ground {
  /// The colours of four places.
  struct Tint {
    let first, second: SIMD4<Float>
    let shareOfSecond: Lanes

    @inline(__always)
    func color(_ lane: Int) -> SIMD4<Float> { first + shareOfSecond[lane] * (second - first) }
  }

  /// Returns the mean colours of the pattern over squares of edge about `footprint` around places.
  ///
  /// A plain panel is white here, since its colour is in the light.
  @inline(__always)
  func tint(x: Lanes, y: Lanes, footprint: Lanes) -> Tint {
    guard case .checker(let first, let second, let line) = pattern else {
      let white = SIMD4<Float>(1, 1, 1, 0)
      return Tint(first: white, second: white, shareOfSecond: Lanes(repeating: 0))
    }
    let width = maximum(1.4 * footprint, Lanes(repeating: max(line, 1e-4)))
    let inverse = 1 / width
    let a = stripes(x + halfSize.x, width: width, inverse, line: line)
    let b = stripes(halfSize.y - y, width: width, inverse, line: line)
    let squares = 0.5 - 0.5 * a.wave * b.wave
    let gaps = (1 - a.line) * (1 - b.line)
    return Tint(
      first: SIMD4(first, 0), second: SIMD4(second, 0), shareOfSecond: 1 - (1 - squares) * gaps)
  }

  /// Returns the means, over windows, of a square wave and of the lines along one axis.
  ///
  /// The wave is 1 on [0, 1) and −1 on [1, 2), and so on; the lines lie around the even numbers.
  /// Windows much wider than a square give wave amplitudes of 1/width rather than their exact,
  /// smaller means.
  @inline(__always)
  private func stripes(
    _ x: Lanes, width: Lanes, _ inverse: Lanes, line: Float
  ) -> (wave: Lanes, line: Lanes) {
    // Adding 1.5·2²³ rounds to the nearest integer, which is then in the last bits.
    let shifted = x + 12_582_912
    let edge = x - (shifted - 12_582_912)
    let bits = unsafeBitCast(shifted, to: SIMD4<Int32>.self)
    let isOdd = (bits & 1) .== 1
    let one = Lanes(repeating: 1)
    let rise = clamp(2 * edge * inverse, -one, one)
    let half = 0.5 * width
    let overlap =
      minimum(edge + half, Lanes(repeating: line)) - maximum(edge - half, Lanes(repeating: -line))
    let share = maximum(overlap, Lanes(repeating: 0)) * inverse
    return (
      rise.replacing(with: -rise, where: isOdd), share.replacing(with: 0, where: isOdd)
    )
  }
}
