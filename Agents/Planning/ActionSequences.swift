import Base
import Tensors

/// The search space of a planner: sequences of actions in [-1, 1].
///
/// Candidates are stored in a tensor of shape `[horizon, candidates, actionSize]`, so that the
/// actions of one time step are a matrix without a copy.
public struct ActionSequences: Hashable, Sendable {
  /// The number of actions in a sequence.
  public var horizon: Int
  /// The number of components of an action.
  public var actionSize: Int

  /// Creates the space of sequences of `horizon` actions of `actionSize` components.
  public init(horizon: Int, actionSize: Int) {
    require(
      horizon > 0 && actionSize > 0,
      "a plan has at least one action and component, not \(horizon) and \(actionSize)")
    (self.horizon, self.actionSize) = (horizon, actionSize)
  }

  /// The shape of a single sequence, which broadcasts over candidates.
  var shape: [Int] { [horizon, 1, actionSize] }

  /// Returns a sequence of equal elements, of shape `[horizon, 1, actionSize]`.
  func constant(_ value: Scalar) -> Tensor { Tensor(repeating: value, shape: shape) }

  /// Returns whether a tensor holds such sequences, in the shape `[horizon, any, actionSize]`.
  ///
  /// Check this before a planner remembers or considers the results of another search.
  public func fits(_ tensor: Tensor) -> Bool {
    tensor.rank == 3 && tensor.shape[0] == horizon && tensor.shape[2] == actionSize
  }

  private func requireFitting(_ tensor: Tensor) {
    require(
      fits(tensor), "sequences have shape [\(horizon), any, \(actionSize)], not \(tensor.shape)")
  }

  /// Returns candidates drawn from normal distributions and clamped to the bounds of actions.
  ///
  /// - Parameters:
  ///   - count: The number of candidates.
  ///   - mean: The means, of shape `[horizon, 1, actionSize]`.
  ///   - stddev: The standard deviations, of the same shape.
  ///   - generator: The source of candidates.
  /// - Returns: Of shape `[horizon, count, actionSize]`.
  func drawn(
    _ count: Int, mean: Tensor, stddev: Tensor, using generator: inout SeededGenerator
  ) -> Tensor {
    let noise = Tensor(standardNormal: [horizon, count, actionSize], using: &generator)
    return (mean + stddev * noise).clamped(to: -1...1)
  }

  /// Returns `sequence` one step later, with its last action repeated.
  ///
  /// - Parameter sequence: Of shape `[horizon, any, actionSize]`.
  /// - Returns: A tensor of the same shape.
  func shifted(_ sequence: Tensor) -> Tensor {
    requireFitting(sequence)
    let step = sequence.shape[1] * actionSize
    return Tensor(shape: sequence.shape) { result in
      result.update(from: sequence.elements + step, count: (horizon - 1) * step)
      (result + (horizon - 1) * step).update(
        from: sequence.elements + (horizon - 1) * step, count: step)
    }
  }

  /// Returns the candidates with given numbers, of shape `[horizon, indices.count, actionSize]`.
  func selected(_ indices: ArraySlice<Int>, of candidates: Tensor) -> Tensor {
    let count = candidates.shape[1]
    return Tensor(shape: [horizon, indices.count, actionSize]) { result in
      var next = result
      for time in 0..<horizon {
        for index in indices {
          next.update(
            from: candidates.elements + (time * count + index) * actionSize, count: actionSize)
          next += actionSize
        }
      }
    }
  }

  /// Returns candidates followed by other candidates.
  func joined(_ first: Tensor, _ second: Tensor) -> Tensor {
    requireFitting(first)
    requireFitting(second)
    let (left, right) = (first.shape[1] * actionSize, second.shape[1] * actionSize)
    return Tensor(shape: [horizon, first.shape[1] + second.shape[1], actionSize]) { result in
      for time in 0..<horizon {
        let row = result + time * (left + right)
        row.update(from: first.elements + time * left, count: left)
        (row + left).update(from: second.elements + time * right, count: right)
      }
    }
  }

  /// Returns the weighted mean and variance of candidates at every step and component.
  ///
  /// - Parameters:
  ///   - candidates: Of shape `[horizon, candidates, actionSize]`.
  ///   - weights: One for each candidate, with a sum of 1.
  /// - Returns: Both of shape `[horizon, 1, actionSize]`.
  func moments(
    of candidates: Tensor, weights: [Scalar]
  ) -> (mean: Tensor, variance: Tensor) {
    let (mean, variance) = (constant(0), constant(0))
    let (rows, count) = (candidates.elements, candidates.shape[1])
    for time in 0..<horizon {
      let (means, variances) = (
        mean.elements + time * actionSize, variance.elements + time * actionSize
      )
      for (index, weight) in weights.enumerated() {
        let row = rows + (time * count + index) * actionSize
        for component in 0..<actionSize { means[component] += weight * row[component] }
      }
      // The rounded sum of weights may be above 1.
      for component in 0..<actionSize { means[component] = min(max(means[component], -1), 1) }
      for (index, weight) in weights.enumerated() {
        let row = rows + (time * count + index) * actionSize
        for component in 0..<actionSize {
          let difference = row[component] - means[component]
          variances[component] += weight * difference * difference
        }
      }
    }
    return (mean, variance)
  }
}
