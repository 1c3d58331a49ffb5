import Base
import Tensors

/// A distribution whose last axes together form one event.
///
/// Densities, entropies and divergences are summed over the last axes, since the densities of
/// independent components multiply: a batch of vectors has one number per vector.
public struct Independent<Components: Distribution>: Distribution {
  /// The distribution of the components.
  public let components: Components
  /// The number of last axes that belong to one event.
  public let eventRank: Int

  /// Creates a distribution of events.
  ///
  /// - Parameters:
  ///   - components: The distribution of the components.
  ///   - eventRank: The number of last axes that belong to one event.
  public init(_ components: Components, eventRank: Int = 1) {
    require(eventRank >= 0, "an event has a rank of at least 0, not \(eventRank)")
    (self.components, self.eventRank) = (components, eventRank)
  }

  /// The expected value of the components.
  public var mean: Tensor { components.mean }

  /// The standard deviation of the components.
  public var stddev: Tensor { components.stddev }

  /// The entropy of each event, in nats.
  public var entropy: Tensor { summed(components.entropy) }

  /// Draws the components.
  public func sample(using generator: inout SeededGenerator) -> Tensor {
    components.sample(using: &generator)
  }

  /// Returns the logarithm of the density of each event.
  public func logProbability(of value: Tensor) -> Tensor {
    summed(components.logProbability(of: value))
  }

  private func summed(_ terms: Tensor) -> Tensor {
    eventRank == 0 ? terms : terms.sum(axes: Array(-eventRank..<0))
  }
}

extension Independent: ClosedFormDivergence where Components: ClosedFormDivergence {
  /// Returns the divergence of each event.
  public func klDivergence(to other: Independent) -> Tensor {
    require(
      eventRank == other.eventRank,
      "events of rank \(eventRank) do not diverge from events of rank \(other.eventRank)")
    return summed(components.klDivergence(to: other.components))
  }
}
