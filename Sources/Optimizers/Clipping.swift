import Base

/// A positive and finite limit on the size of gradients.
public enum Clipping: Hashable, Sendable, Codable {
  /// All gradients together have at most this Euclidean norm, and keep their direction.
  ///
  /// Reference: Pascanu, Mikolov and Bengio, "On the Difficulty of Training Recurrent Neural
  /// Networks", ICML 2013, algorithm 1.
  case globalNorm(Double)
  /// Each element of a gradient is at most this far from zero.
  case value(Double)

  /// The largest distance of an element from zero, if there is one.
  var valueLimit: Double? {
    if case .value(let limit) = self { limit } else { nil }
  }

  /// Stops the program unless the limit is positive and finite.
  func requireLimit() {
    switch self {
    case .globalNorm(let limit), .value(let limit):
      require(
        limit > 0 && limit.isFinite,
        "clipping is \(self), but its limit has to be positive and finite")
    }
  }

  /// Returns the factor for gradients with a given norm.
  func scale(forNorm norm: Double) -> Double {
    if case .globalNorm(let limit) = self, norm > limit { limit / norm } else { 1 }
  }
}
