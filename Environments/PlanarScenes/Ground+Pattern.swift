/// The pattern painted on a panel.
extension Ground {
  /// The colours of four places.
  struct Tint {
    let first, second: SIMD4<Float>
    let shareOfSecond: Lanes

    @inline(__always)
    func color(_ lane: Int) -> SIMD4<Float> { first + shareOfSecond[lane] * (second - first) }
  }

  /// Returns the mean colours of the pattern over squares with an edge of about `footprint` around
  /// places.
  ///
  /// A plain panel is white here, since its colour is in the light.
  @inline(__always)
  func tint(x: Lanes, y: Lanes, footprint: Lanes) -> Tint {
    guard case .checker(let first, let second, let line) = pattern else {
      let white = SIMD4<Float>(1, 1, 1, 0)
      return Tint(first: white, second: white, shareOfSecond: Lanes(repeating: 0))
    }
    return Tint(
      first: SIMD4(first, 0), second: SIMD4(second, 0),
      shareOfSecond: share(
        line, Ground.edges(x + halfSize.x), Ground.edges(halfSize.y - y), footprint: footprint))
  }

  /// Returns the fraction of the second colour in a checker, given the nearest edges along both
  /// axes.
  @inline(__always)
  func share(_ line: Float, _ a: Edges, _ b: Edges, footprint: Lanes) -> Lanes {
    let width = maximum(1.4 * footprint, Lanes(repeating: max(line, 1e-4)))
    let inverse = 1 / width
    let half = 0.5 * width
    let waves = Ground.wave(a, inverse) * Ground.wave(b, inverse)
    let gaps =
      (1 - Ground.line(a, half, inverse, line)) * (1 - Ground.line(b, half, inverse, line))
    return 1 - (0.5 + 0.5 * waves) * gaps
  }

  /// The nearest edges of squares along one axis.
  struct Edges {
    /// The distance of places above the nearest edge.
    let distance: Lanes
    /// 1 if that edge is at an even number of metres, −1 if it is at an odd one.
    let sense: Lanes
  }

  @inline(__always)
  static func edges(_ x: Lanes) -> Edges {
    // Adding 1.5·2²³ rounds to the nearest integer, which is then in the last bits.
    let shifted = x + 12_582_912
    let bits = unsafeBitCast(shifted, to: SIMD4<UInt32>.self)
    // The last bit becomes the sign of 1.
    let sense = unsafeBitCast(bits &<< 31 | 0x3F80_0000, to: Lanes.self)
    return Edges(distance: x - (shifted - 12_582_912), sense: sense)
  }

  /// Returns the means over windows of a wave that is 1 on [0, 1), −1 on [1, 2), and so on.
  ///
  /// Windows much wider than a square give amplitudes of 1/width rather than their exact means,
  /// which are smaller.
  @inline(__always)
  private static func wave(_ edges: Edges, _ inverse: Lanes) -> Lanes {
    let one = Lanes(repeating: 1)
    return edges.sense * clamp(2 * edges.distance * inverse, -one, one)
  }

  /// Returns the fractions of windows that are on the lines around the even numbers.
  @inline(__always)
  private static func line(
    _ edges: Edges, _ half: Lanes, _ inverse: Lanes, _ line: Float
  ) -> Lanes {
    let top = minimum(edges.distance + half, Lanes(repeating: line))
    let bottom = maximum(edges.distance - half, Lanes(repeating: -line))
    let isEven = maximum(edges.sense, Lanes(repeating: 0))
    return maximum(top - bottom, Lanes(repeating: 0)) * inverse * isEven
  }
}
