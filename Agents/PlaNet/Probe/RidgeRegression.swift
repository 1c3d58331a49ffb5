import Base
import Tensors

/// Linear maps that are fitted by ridge regression in double precision.
///
/// Features and targets are centred, and features are divided by their standard deviations if they
/// vary at all. The map of each target minimizes
///
///     Σ (y − wᵀx)² / n + λ wᵀw
///
/// with the λ that best predicts other examples.
///
/// Reference: Hoerl and Kennard, "Ridge Regression: Biased Estimation for Nonorthogonal Problems",
/// Technometrics 12, 1970.
public struct RidgeRegression: Hashable, Sendable {
  /// The λ to try, from almost zero to one that makes a map almost constant.
  public static let ridges = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10, 100]

  /// The number of features.
  public var featureCount: Int { means.count }
  /// The λ of each target.
  public let chosenRidges: [Double]
  private let means: [Double]
  private let scales: [Double]
  private let targetMeans: [Double]
  /// One row of weights for each target.
  private let weights: [[Double]]

  /// Fits maps from features to targets.
  ///
  /// The maps with each λ are fitted to the first examples and judged on the others; the map with
  /// the best λ is then fitted to all of them.
  ///
  /// - Parameters:
  ///   - features: The rows of features of all examples.
  ///   - targets: The rows of targets of all examples.
  ///   - fittedCount: The number of examples to fit each λ to.
  /// - Precondition: There are as many rows of both, of equal lengths, and examples to fit and to
  ///   judge.
  /// - Complexity: O(*n*·*f*² + *f*³) for *n* examples of *f* features.
  public init(features: [[Double]], targets: [[Double]], fittedCount: Int) {
    require(
      features.count == targets.count && fittedCount > 0 && fittedCount < features.count,
      "a regression cannot be fitted to \(fittedCount) of \(features.count) rows of features and"
        + " \(targets.count) of targets")
    let fitted = NormalEquations(features[..<fittedCount], targets[..<fittedCount])
    let errors = Self.ridges.map { ridge in
      RidgeRegression(fitted.solution(ridge: ridge), of: fitted, ridges: [])
        .squaredErrors(features[fittedCount...], targets[fittedCount...])
    }
    let chosenRidges = targets[0].indices.map { target in
      let best = Self.ridges.indices.min { errors[$0][target] < errors[$1][target] } ?? 0
      return Self.ridges[best]
    }
    let all = NormalEquations(features[...], targets[...])
    var weights = targets[0].map { _ in [Double]() }
    for ridge in Set(chosenRidges) {
      let solution = all.solution(ridge: ridge)
      for target in weights.indices where chosenRidges[target] == ridge {
        weights[target] = solution[target]
      }
    }
    self.init(weights, of: all, ridges: chosenRidges)
  }

  /// Creates the maps that solve the normal equations.
  private init(_ weights: [[Double]], of equations: NormalEquations, ridges: [Double]) {
    (self.weights, chosenRidges) = (weights, ridges)
    (means, scales) = (equations.means, equations.scales)
    targetMeans = equations.targetMeans
  }

  /// Returns the predicted targets for a row of features.
  ///
  /// - Precondition: The number of features is that of the fitted examples.
  public func callAsFunction(_ features: [Double]) -> [Double] {
    require(
      features.count == featureCount,
      "a map of \(featureCount) features cannot take \(features.count)")
    let row = features.indices.map { (features[$0] - means[$0]) * scales[$0] }
    return weights.indices.map { target in
      row.indices.reduce(targetMeans[target]) { $0 + weights[target][$1] * row[$1] }
    }
  }

  /// Returns the squared error of each target, summed over examples.
  private func squaredErrors(
    _ features: ArraySlice<[Double]>, _ targets: ArraySlice<[Double]>
  ) -> [Double] {
    zip(features, targets).reduce(into: weights.map { _ in 0 }) { errors, example in
      for (target, prediction) in self(example.0).enumerated() {
        let error = prediction - example.1[target]
        errors[target] += error * error
      }
    }
  }
}

/// The sums of products for least squares.
private struct NormalEquations {
  /// The mean of each feature.
  let means: [Double]
  /// The factor that gives each feature unit variance, zero for constant features.
  let scales: [Double]
  /// The mean of each target.
  let targetMeans: [Double]
  /// The mean products of standardized features, row by row.
  private var matrix: [Double]
  /// The mean products of standardized features and each target.
  private var sides: [[Double]]

  init(_ features: ArraySlice<[Double]>, _ targets: ArraySlice<[Double]>) {
    let count = Double(features.count)
    func mean(_ rows: ArraySlice<[Double]>) -> [Double] {
      var sums = rows.first.map { $0.map { _ in 0.0 } } ?? []
      for row in rows { for index in sums.indices { sums[index] += row[index] } }
      return sums.map { $0 / count }
    }
    let means = mean(features)
    var variances = means.map { _ in 0.0 }
    for row in features {
      for index in variances.indices {
        variances[index] += (row[index] - means[index]) * (row[index] - means[index]) / count
      }
    }
    // A feature that varies only by rounding counts as constant.
    let scales = zip(variances, means).map { variance, mean -> Double in
      variance > 1e-14 * max(mean * mean, 1e-14) ? 1 / variance.squareRoot() : 0
    }
    let targetMeans = mean(targets)
    let size = means.count
    matrix = Array(repeating: 0, count: size * size)
    sides = targetMeans.map { _ in Array(repeating: 0, count: size) }
    for (features, targets) in zip(features, targets) {
      let row: [Double] = features.indices.map {
        (features[$0] - means[$0]) * scales[$0] / count.squareRoot()
      }
      matrix.withUnsafeMutableBufferPointer { matrix in
        for i in 0..<size {
          let factor = row[i]
          for j in 0...i { matrix[i * size + j] += factor * row[j] }
        }
      }
      for target in sides.indices {
        let factor = (targets[target] - targetMeans[target]) / count.squareRoot()
        for i in 0..<size { sides[target][i] += factor * row[i] }
      }
    }
    (self.means, self.scales, self.targetMeans) = (means, scales, targetMeans)
  }

  /// Returns the weights of each target, by Cholesky factorization.
  func solution(ridge: Double) -> [[Double]] {
    let size = means.count
    var factor = matrix
    factor.withUnsafeMutableBufferPointer { factor in
      for i in 0..<size {
        factor[i * size + i] += ridge
        for j in 0...i {
          var sum = factor[i * size + j]
          for k in 0..<j { sum -= factor[i * size + k] * factor[j * size + k] }
          // The ridge keeps the diagonal positive despite rounding.
          factor[i * size + j] =
            i == j ? max(sum, ridge * 1e-6).squareRoot() : sum / factor[j * size + j]
        }
      }
    }
    return sides.map { side in
      var x = side
      solveInPlace(factor, size: size, &x, columns: 1, transposing: false)
      solveInPlace(factor, size: size, &x, columns: 1, transposing: true)
      return x
    }
  }
}
