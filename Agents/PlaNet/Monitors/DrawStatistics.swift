import RealModule
import Tensors

/// What draws of a prediction have in common, and how the truth lies among them.
package struct DrawStatistics {
  /// The predictions, of equal shapes, one a draw.
  package let draws: [Tensor]
  /// What came, of the same shape.
  package let truth: Tensor
  /// The standard deviation of what comes around what is predicted.
  package let stddev: Double
  /// The mean over draws.
  package let mean: Tensor

  package init(_ draws: [Tensor], truth: Tensor, stddev: Double) {
    (self.draws, self.truth, self.stddev) = (draws, truth, stddev)
    mean = draws.dropFirst().reduce(draws[0]) { $0 + $1 } / Scalar(draws.count)
  }

  /// The mean squared error of the mean prediction.
  package var squaredError: Double { Double(square(mean - truth).mean().scalar) }

  /// The mean absolute error of the mean prediction.
  package var absoluteError: Double { Double(abs(mean - truth).mean().scalar) }

  /// The variance over draws of each element, without bias; zeros for a single draw.
  package var variance: Tensor {
    guard draws.count > 1 else { return Tensor(repeating: 0, shape: truth.shape) }
    let squares = draws.map { square($0 - mean) }
    return squares.dropFirst().reduce(squares[0]) { $0 + $1 } / Scalar(draws.count - 1)
  }

  /// The root of the mean variance over draws.
  package var spread: Double { Double(variance.mean().scalar).squareRoot() }

  /// The mean over rows of −log p(truth), in nats, for an equal mixture of normal distributions
  /// around the draws.
  package var negativeLogLikelihood: Double {
    let (rows, size) = (truth.shape[0], Double(truth.count / max(truth.shape[0], 1)))
    let normalizer = size * (.log(stddev) + 0.5 * .log(2 * .pi))
    let exponents = draws.map { draw in
      square(draw - truth).flattened(fromAxis: 1).sum(axis: 1).scalars.map {
        -0.5 * Double($0) / (stddev * stddev)
      }
    }
    var total = 0.0
    for row in 0..<rows {
      let values = exponents.map { $0[row] }
      let greatest = values.max() ?? 0
      let sum = values.reduce(0) { $0 + .exp($1 - greatest) }
      total += normalizer - greatest - .log(sum / Double(values.count))
    }
    return total / Double(rows)
  }

  /// Returns how much of the truth lies in the central intervals of some levels.
  ///
  /// With noise, the interval of level p goes from the quantile (1 − p)/2 to (1 + p)/2 of the
  /// mixture of normal distributions around the draws. Without, it is made of draws only: if the
  /// truth were one more of D draws, its rank among them would be uniform, so a truth that n draws
  /// lie below stands for the quantiles from n/(D + 1) to (n + 1)/(D + 1), and counts as far as
  /// those lie in the interval. Both are right on average, for any D, where the model is.
  ///
  /// - Parameters:
  ///   - levels: The levels, each in [0, 1].
  ///   - hasNoise: Whether intervals include what comes around what is predicted.
  ///   - step: Every how many elements to look at one.
  /// - Returns: A fraction for each level.
  package func coverage(levels: [Double], hasNoise: Bool, stride step: Int = 1) -> [Double] {
    let (draws, truth) = (draws.map(\.scalars), truth.scalars)
    var inside = [Double](repeating: 0, count: levels.count)
    var count = 0.0
    for index in Swift.stride(from: 0, to: truth.count, by: step) {
      count += 1
      let quantiles =
        hasNoise
        ? mixtureQuantile(of: truth[index], draws, index)
        : rankQuantiles(of: truth[index], draws, index)
      for (place, level) in levels.enumerated() {
        let (low, high) = (0.5 - level / 2, 0.5 + level / 2)
        if quantiles.lowerBound == quantiles.upperBound {
          inside[place] += low <= quantiles.lowerBound && quantiles.lowerBound <= high ? 1 : 0
        } else {
          let overlap = min(high, quantiles.upperBound) - max(low, quantiles.lowerBound)
          inside[place] += max(0, overlap) / (quantiles.upperBound - quantiles.lowerBound)
        }
      }
    }
    return inside.map { $0 / count }
  }

  private func mixtureQuantile(
    of value: Scalar, _ draws: [[Scalar]], _ index: Int
  ) -> ClosedRange<Double> {
    var sum = 0.0
    for draw in draws {
      sum += 0.5 * .erfc((Double(draw[index]) - Double(value)) / (stddev * 2.0.squareRoot()))
    }
    let quantile = sum / Double(draws.count)
    return quantile.isNaN ? 0...0 : quantile...quantile
  }

  private func rankQuantiles(
    of value: Scalar, _ draws: [[Scalar]], _ index: Int
  ) -> ClosedRange<Double> {
    var below = 0
    for draw in draws where draw[index] < value { below += 1 }
    let width = 1 / Double(draws.count + 1)
    return Double(below) * width...Double(below + 1) * width
  }
}
