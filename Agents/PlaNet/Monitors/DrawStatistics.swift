import RealModule
import Tensors

/// Statistics of the draws of a prediction, and of the truth relative to them.
package struct DrawStatistics {
  /// The predictions, one tensor per draw of the weights, of shape
  /// `[stateDrawCount] + truth.shape`.
  private let draws: [Tensor]
  /// The true values.
  package let truth: Tensor
  /// The standard deviation of true values around predicted ones.
  package let stddev: Double
  /// The mean over all draws, and their variances.
  package let moments: DrawMoments

  /// Creates the statistics of some draws.
  ///
  /// - Parameters:
  ///   - draws: One tensor per draw of the weights, of shape `[stateDrawCount] + truth.shape`.
  ///   - truth: The true values, one row per example.
  ///   - stddev: The standard deviation of true values around predicted ones.
  package init(_ draws: [Tensor], truth: Tensor, stddev: Double) {
    (self.draws, self.truth, self.stddev) = (draws, truth, stddev)
    moments = DrawMoments(draws, stateAxis: 0)
  }

  /// Creates the statistics of a prediction without uncertainty.
  package init(_ prediction: Tensor, truth: Tensor, stddev: Double) {
    self.init([prediction.expanded(atAxis: 0)], truth: truth, stddev: stddev)
  }

  /// The mean squared error of the mean prediction.
  package var squaredError: Double { Double(square(moments.mean - truth).mean().scalar) }

  /// The mean absolute error of the mean prediction.
  package var absoluteError: Double { Double(abs(moments.mean - truth).mean().scalar) }

  /// The root of the mean variance between draws of the weights, zero if chance explains more.
  package var weightSpread: Double { weightVariance.squareRoot() }

  /// The root of the mean variance between draws of states.
  package var stateSpread: Double { stateVariance.squareRoot() }

  /// The root of the mean variance over all draws.
  package var spread: Double { (weightVariance + stateVariance).squareRoot() }

  private var weightVariance: Double {
    let variance = Double(moments.weightVariance.mean().scalar)
    return variance < 0 ? 0 : variance
  }

  private var stateVariance: Double { Double(moments.stateVariance.mean().scalar) }

  /// The mean over rows of −log p(truth), in nats, for an equal mixture of normal distributions
  /// around the draws.
  package var negativeLogLikelihood: Double {
    let (rows, size) = (truth.shape[0], Double(truth.count / max(truth.shape[0], 1)))
    let normalizer = size * (.log(stddev) + 0.5 * .log(2 * .pi))
    let exponents = draws.flatMap { draw in
      (0..<draw.shape[0]).map { state in
        square(draw[state] - truth).flattened(fromAxis: 1).sum(axis: 1).scalars.map {
          -0.5 * Double($0) / (stddev * stddev)
        }
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

  /// Returns the fraction of the truth in the central intervals of some levels.
  ///
  /// With noise, the interval of level p goes from the quantile (1 − p)/2 to (1 + p)/2 of the
  /// mixture of normal distributions around the draws. Without, it consists of the first draw under
  /// each of the D draws of the weights: if the truth were one more of these, its rank among them
  /// would be uniform, so a truth with n draws below it stands for the quantiles from n/(D + 1) to
  /// (n + 1)/(D + 1), and counts to the extent that those lie in the interval. Both are correct on
  /// average if the model is. A truth outside all draws is outside the interval if there are at
  /// least 2/(1 − p) − 1 draws, and otherwise counts in part: at level 0.9, with 4 draws, for 0.75.
  ///
  /// - Parameters:
  ///   - levels: The levels, each in [0, 1].
  ///   - hasNoise: Whether intervals include the variation of true values around predicted ones.
  ///   - step: The distance between the elements that are used.
  /// - Returns: A fraction for each level.
  package func coverage(levels: [Double], hasNoise: Bool, stride step: Int = 1) -> [Double] {
    let truth = truth.scalars
    let draws =
      hasNoise
      ? draws.flatMap { draw in (0..<draw.shape[0]).map { draw[$0].scalars } }
      : draws.map { $0[0].scalars }
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
