import Base
import Distributions
import Tensors

/// A distribution over a batch of stochastic states.
public enum LatentDistribution {
  /// Independent normal numbers, of shape `[..., size]`.
  case gaussian(Normal)
  /// Groups of categories, with logits of shape `[..., groups, categories]`.
  case categorical(OneHotCategorical)
  /// A point; its divergence is that of normal distributions of unit variance around it.
  case point(Tensor)

  /// Draws a state, with gradients.
  ///
  /// - Parameter generator: The source of the draw.
  /// - Returns: A tensor of shape `[..., size]`, with groups of categories flattened.
  func sample(using generator: inout SeededGenerator) -> Tensor {
    switch self {
    case .gaussian(let normal): normal.sample(using: &generator)
    case .categorical(let groups): flattenedGroups(groups.sample(using: &generator))
    case .point(let value): value
    }
  }

  /// The expected state, of shape `[..., size]`.
  public var mean: Tensor {
    switch self {
    case .gaussian(let normal): normal.mean
    case .categorical(let groups): flattenedGroups(groups.mean)
    case .point(let value): value
    }
  }

  /// The same distribution without gradients to its parameters.
  var detached: LatentDistribution { reshapingParameters(\.detached) }

  /// Returns the Kullback–Leibler divergence of each state in closed form.
  ///
  /// - Parameter other: A distribution of the same kind and shape.
  /// - Returns: One number per state in nats, of shape `[...]`.
  func klDivergence(to other: LatentDistribution) -> Tensor {
    switch (self, other) {
    case (.gaussian(let first), .gaussian(let second)):
      return first.klDivergence(to: second).sum(axis: -1)
    case (.categorical(let first), .categorical(let second)):
      return first.klDivergence(to: second).sum(axis: -1)
    case (.point(let first), .point(let second)):
      return 0.5 * square(first - second).sum(axis: -1)
    default:
      fatalError("states of different kinds have no divergence from each other")
    }
  }

  /// Returns distributions stacked along a new first axis.
  static func stacked(_ distributions: [LatentDistribution]) -> LatentDistribution {
    func all(_ part: (LatentDistribution) -> Tensor?) -> Tensor {
      Tensors.stacked(distributions.compactMap(part))
    }
    switch distributions.first {
    case .gaussian:
      return .gaussian(
        Normal(mean: all(\.moments?.mean), stddev: all(\.moments?.stddev)))
    case .categorical:
      return .categorical(OneHotCategorical(logits: all(\.logits)))
    case .point:
      return .point(all { $0.mean })
    case nil:
      fatalError("there is no stack of no distributions")
    }
  }

  /// Returns the states in a range of the first axis.
  func rows(_ range: Range<Int>) -> LatentDistribution { reshapingParameters { $0.rows(range) } }

  /// Returns the distribution with all parameters rearranged in the same way.
  func reshapingParameters(_ rearrange: (Tensor) -> Tensor) -> LatentDistribution {
    switch self {
    case .gaussian(let normal):
      .gaussian(Normal(mean: rearrange(normal.mean), stddev: rearrange(normal.stddev)))
    case .categorical(let groups):
      .categorical(OneHotCategorical(logits: rearrange(groups.logits)))
    case .point(let value): .point(rearrange(value))
    }
  }

  private var moments: Normal? {
    if case .gaussian(let normal) = self { normal } else { nil }
  }

  private var logits: Tensor? {
    if case .categorical(let groups) = self { groups.logits } else { nil }
  }

  private func flattenedGroups(_ groups: Tensor) -> Tensor {
    groups.reshaped(
      Array(groups.shape.dropLast(2)) + [groups.shape.suffix(2).reduce(1, *)])
  }
}
