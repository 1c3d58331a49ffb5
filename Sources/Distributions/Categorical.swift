import Base
import Tensors

/// The distribution of a category, represented by its index.
///
/// The last axis of the logits ranges over the categories; the probability of category k is the
/// softmax of the logits, so a logit of −∞ makes a category impossible. A draw for logits
/// `[..., categories]` has shape `[...]`.
public struct Categorical: ClosedFormDivergence {
  /// The logits, of shape `[..., categories]`: logarithms of the probabilities up to a constant.
  public let logits: Tensor

  /// Creates a distribution over categories.
  ///
  /// - Parameter logits: The logarithms of the probabilities up to a constant, of shape
  ///   `[..., categories]`.
  public init(logits: Tensor) {
    require(logits.rank > 0, "categories need an axis, but the logits are one number")
    self.logits = logits
  }

  /// The number of categories.
  public var categoryCount: Int { logits.shape[logits.rank - 1] }

  /// The logarithms of the probabilities, of shape `[..., categories]`.
  public var logProbabilities: Tensor { logits.logSoftmax(axis: -1) }

  /// The probabilities, of shape `[..., categories]`.
  public var probabilities: Tensor { logits.softmax(axis: -1) }

  /// The expected index of the category.
  public var mean: Tensor { moment(numbers) }

  /// The standard deviation of the index of the category.
  public var stddev: Tensor {
    let distance = numbers - mean.expanded(atAxis: -1)
    return sqrt(moment(distance * distance))
  }

  /// The entropy of each draw, in nats.
  ///
  ///     −Σₖ pₖ log pₖ,  with 0 log 0 = 0
  public var entropy: Tensor { -moment(logProbabilities) }

  /// Draws indices of categories, through which no gradients flow.
  ///
  /// - Parameter generator: The source of randomness.
  /// - Returns: Whole numbers from 0, of shape `[...]`.
  public func sample(using generator: inout SeededGenerator) -> Tensor {
    let indices = sampleIndices(using: &generator)
    return Tensor(indices.map { Scalar($0) }, shape: logits.shape.dropLast())
  }

  /// Draws indices of categories.
  ///
  /// By the Gumbel trick: the largest of the logits plus independent Gumbel noise is at k with
  /// probability pₖ.
  ///
  /// - Parameter generator: The source of randomness.
  /// - Returns: One index for each place of the leading axes, in row-major order.
  public func sampleIndices(using generator: inout SeededGenerator) -> [Int] {
    // The numbers are moved up by half a step, so that none is zero, and kept below one, to which
    // the largest would round in single precision: both ends would give infinite noise.
    let stepped = Tensor(uniform: logits.shape, using: &generator) + Tensor(0x1p-25)
    let uniform = stepped.clamped(to: 0...Scalar(1).nextDown)
    return (logits.detached - log(-log(uniform))).argmax(axis: -1)
  }

  /// Returns the logarithm of the probability of `value`.
  ///
  /// - Parameter value: Indices of categories, as whole numbers, of shape `[...]`.
  /// - Returns: One number per draw, in nats.
  /// - Precondition: The indices are those of categories.
  public func logProbability(of value: Tensor) -> Tensor {
    require(
      value.shape == logits.shape.dropLast(),
      "logits of shape \(logits.shape) have no draws of shape \(value.shape)")
    return logProbabilities.gatheredAlong(axis: -1, indices: categories(of: value))
      .reshaped(value.shape)
  }

  /// Returns the divergence of each draw in closed form.
  ///
  ///     Σₖ pₖ (log pₖ − log qₖ),  with 0 log 0 = 0
  ///
  /// The divergence is infinite where the other distribution excludes a category that this one has.
  ///
  /// - Parameter other: The distribution to diverge from, with the same number of categories.
  /// - Returns: One number per draw, in nats.
  public func klDivergence(to other: Categorical) -> Tensor {
    moment(logProbabilities - other.logProbabilities)
  }

  private var numbers: Tensor {
    Tensor((0..<categoryCount).map { Scalar($0) }, shape: [categoryCount])
  }

  /// Returns the given numbers as category indices.
  private func categories(of numbers: Tensor) -> [Int] {
    numbers.scalars.map { number in
      let category = Int(exactly: number) ?? -1
      require(
        (0..<categoryCount).contains(category),
        "\(number) is not one of the numbers of \(categoryCount) categories, from 0 on")
      return category
    }
  }

  /// Returns the expectation of a value given for each category.
  private func moment(_ values: Tensor) -> Tensor {
    let probabilities = probabilities
    // The value of an impossible category may be infinite, but adds nothing to value or gradient.
    return (probabilities * select(values, 0, where: probabilities)).sum(axis: -1)
  }
}
