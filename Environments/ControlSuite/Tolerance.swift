import RealModule

/// Soft indicator functions: 1 inside a range, falling to 0 outside.
///
/// Reference: Tassa et al., "DeepMind Control Suite", 2018, section 3.2.
public enum Tolerance {
  /// The decline of the value with the distance d from the range, in margins, with value v at d =
  /// 1.
  public enum Falloff: Hashable, Sendable {
    /// vᵈ²
    case gaussian
    /// 1 − (1 − v) d, but not below 0
    case linear
    /// 1 − (1 − v) d², but not below 0
    case quadratic
  }

  /// Returns 1 for x in `range`, and less the further x is from it.
  ///
  /// - Parameters:
  ///   - x: The number to test.
  ///   - range: The range in which the value is 1; its ends may be infinite.
  ///   - margin: The distance at which the value is `valueAtMargin`; positive.
  ///   - falloff: The decline of the value.
  ///   - valueAtMargin: In [0, 1), and not 0 for ``Falloff/gaussian``.
  /// - Returns: A number in [0, 1].
  public static func value(
    of x: Double, in range: ClosedRange<Double>, margin: Double, falloff: Falloff = .gaussian,
    valueAtMargin: Double = 0.1
  ) -> Double {
    if range.contains(x) { return 1 }
    let distance = (x < range.lowerBound ? range.lowerBound - x : x - range.upperBound) / margin
    switch falloff {
    case .gaussian: return Double.exp(Double.log(valueAtMargin) * distance * distance)
    case .linear: return max(0, 1 - (1 - valueAtMargin) * distance)
    case .quadratic: return max(0, 1 - (1 - valueAtMargin) * distance * distance)
    }
  }
}
