import Base
import Tensors

/// The distribution of the number of a category.
///
/// The last axis of the logits counts categories; the probability of category k is the softmax of
/// the logits, so that a logit of −∞ is that of an impossible one. A draw of logits
/// `[..., categories]` has shape `[...]`.
public struct Categorical: ClosedFormDivergence {
  /// The logits, of shape `[..., categories]`: logarithms of the probabilities up to a constant.
  public let logits: Tensor

  /// Creates a distribution of categories.
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

  /// The expected number of the category.
  public var mean: Tensor { moment(numbers) }

  /// The standard deviation of the number of the category.
  public var stddev: Tensor {
    let distance = numbers - mean.expanded(atAxis: -1)
    return sqrt(moment(distance * distance))
  }

  /// The entropy of each draw, in nats.
  ///
  ///     −Σₖ pₖ log pₖ,  with 0 log 0 = 0
  public var entropy: Tensor { -moment(logProbabilities) }

  /// Draws numbers of categories, through which no gradients flow.
  ///
  /// - Parameter generator: The source of randomness.
  /// - Returns: Whole numbers from 0, of shape `[...]`.
  public func sample(using generator: inout SeededGenerator) -> Tensor {
    let indices = sampleIndices(using: &generator)
    return Tensor(indices.map { Scalar($0) }, shape: logits.shape.dropLast())
  }

  /// Draws numbers of categories.
  ///
  /// By Gumbel's trick: the largest of logits plus independent Gumbel noise is at k with
  /// probability pₖ.
  ///
  /// - Parameter generator: The source of randomness.
  /// - Returns: One number for each place of the leading axes, in row-major order.
  public func sampleIndices(using generator: inout SeededGenerator) -> [Int] {
    // Half a step up, so that no number is zero, and below one, to which the largest would round in
    // single precision: the noise of either is infinite.
    let stepped = Tensor(uniform: logits.shape, using: &generator) + Tensor(0x1p-25)
    let uniform = stepped.clamped(to: 0...Scalar(1).nextDown)
    return (logits.detached - log(-log(uniform))).argmax(axis: -1)
  }

  /// Returns the logarithm of the probability of `value`.
  ///
  /// - Parameter value: Whole numbers of categories, of shape `[...]`.
  /// - Returns: One number a draw, in nats.
  /// - Precondition: There are categories of these numbers.
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
  /// Where the other does not have a category that we have, it is infinite.
  ///
  /// - Parameter other: The distribution to diverge from, of as many categories.
  /// - Returns: One number a draw, in nats.
  public func klDivergence(to other: Categorical) -> Tensor {
    moment(logProbabilities - other.logProbabilities)
  }

  private var numbers: Tensor {
    Tensor((0..<categoryCount).map { Scalar($0) }, shape: [categoryCount])
  }

  /// Returns the indices of the categories of which there are numbers.
  private func categories(of numbers: Tensor) -> [Int] {
    numbers.scalars.map { number in
      let category = Int(exactly: number) ?? -1
      require(
        (0..<categoryCount).contains(category),
        "\(number) is not one of the numbers of \(categoryCount) categories, from 0 on")
      return category
    }
  }

  /// Returns the expected value of what each category is worth.
  private func moment(_ values: Tensor) -> Tensor {
    let probabilities = probabilities
    // What an impossible category is worth may be infinite, but adds nothing to value or gradient.
    return (probabilities * select(values, 0, where: probabilities)).sum(axis: -1)
  }
}
