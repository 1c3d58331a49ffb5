import Base
import BayesianLayers
import Layers
import Tensors
import TestSupport
import Testing

@Suite struct EstimatorTests {
  private func dense(
    _ estimator: Estimator, _ inputSize: Int, _ outputSize: Int, stddev: InitialStddev = 0.3
  ) -> any DenseLayer {
    var generator = SeededGenerator(seed: 2)
    return estimator.dense(
      inputSize, outputSize, posterior: .trainableNormal(stddev: stddev), using: &generator)
  }

  /// Returns the mean and the variance of each output over many passes.
  private func moments(
    of layer: any Layer, at input: Tensor, passCount: Int
  ) -> (means: [Double], variances: [Double], covariance: Double) {
    var generator = SeededGenerator(seed: 3)
    var (sums, squares, product) = ([Double](), [Double](), 0.0)
    for _ in 0..<passCount {
      var pass = ForwardPass.inference(weights: .sampled, using: generator.split())
      let output = layer(input, in: &pass).scalars.map { Double($0) }
      if sums.isEmpty { (sums, squares) = (output.map { _ in 0 }, output.map { _ in 0 }) }
      for index in output.indices {
        sums[index] += output[index]
        squares[index] += output[index] * output[index]
      }
      product += output[0] * output[output.count / 2]
    }
    let count = Double(passCount)
    let means = sums.map { $0 / count }
    let variances = zip(squares, means).map { $0 / count - $1 * $1 }
    return (means, variances, product / count - means[0] * means[means.count / 2])
  }

  @Test(arguments: [Estimator.reparameterization, .flipout, .localReparameterization])
  func outputsAreUnbiasedWithTheVarianceOfTheWeights(estimator: Estimator) {
    let input = Tensor([1, -2, 0.5, 0.3, 1.5, -1], shape: [2, 3])
    let layer = dense(estimator, 3, 2)
    let count = 20_000
    let (means, variances, _) = moments(of: layer, at: input, passCount: count)
    var pass = ForwardPass.inference(using: SeededGenerator(seed: 0))
    let expected = layer(input, in: &pass).scalars
    for index in expected.indices {
      #expect(
        abs(means[index] - Double(expected[index])) < 4
          * (variances[index] / Double(count)).squareRoot())
      // Σ x² σ² of the row, whose relative standard error is √(2 / count).
      let squares = input[index / 2].scalars.reduce(0) { $0 + Double($1 * $1) }
      #expect(abs(variances[index] / (squares * 0.09) - 1) < 4 * (2 / Double(count)).squareRoot())
    }
  }

  @Test func flipoutDecorrelatesExamplesAndReparameterizationDoesNot() {
    // Two equal examples: one weight for both makes their outputs equal.
    let input = Tensor([1, -2, 0.5, 1, -2, 0.5], shape: [2, 3])
    let variance = 5.25 * 0.09
    for (estimator, expected) in [(Estimator.reparameterization, variance), (.flipout, 0)] {
      let found = moments(of: dense(estimator, 3, 1), at: input, passCount: 20_000).covariance
      #expect(abs(found - expected) < 4 * variance * (2.0 / 20_000).squareRoot(), "\(estimator)")
    }
  }

  @Test func anExampleKeepsItsFunctionOverASequence() {
    let input = Tensor([1, -2, 0.5, 0.3, 1.5, -1], shape: [2, 3])
    let layer = dense(.flipout, 3, 2)
    var pass = ForwardPass.training(using: SeededGenerator(seed: 3))
    let first = layer(input, in: &pass).scalars
    _ = layer(Tensor(repeating: 1, shape: [5, 3]), in: &pass)
    #expect(layer(input, in: &pass).scalars == first)
    let drawn = dense(.localReparameterization, 3, 2)
    #expect(drawn(input, in: &pass).scalars != drawn(input, in: &pass).scalars)
  }

  /// Reads the signs off a layer whose output is its perturbation alone.
  @Test func signsAreFairAndOfSizeOne() {
    var generator = SeededGenerator(seed: 2)
    let layer = DenseFlipout(
      1, 1, useBias: false,
      kernelInitializer: .trainableNormal(mean: .zeros, stddev: 0.5), using: &generator)
    let batch = 10_000
    var pass = ForwardPass.inference(weights: .sampled, using: generator)
    let output = layer(Tensor(repeating: 1, shape: [batch, 1]), in: &pass).scalars
    let size = abs(output[0])
    #expect(output.allSatisfy { abs($0) == size })
    let positives = output.count(where: { $0 > 0 })
    // Four standard deviations of a binomial count.
    #expect(abs(positives - batch / 2) < 4 * 50)
    let signs = Tensor(randomSigns: [batch], using: &generator)
    #expect(signs.scalars.allSatisfy { abs($0) == 1 })
    #expect(abs(signs.sum().scalar) < 4 * 100)
  }

  @Test(arguments: [8, 32])
  func flipoutLowersTheVarianceOfABatchGradient(batch: Int) {
    let ratio =
      gradientVariance(.flipout, batch: batch)
      / gradientVariance(.reparameterization, batch: batch)
    print("batch \(batch): gradient variance of flipout over reparameterization \(ratio)")
    #expect(ratio < 0.9)
    #expect(
      gradientVariance(.localReparameterization, batch: batch)
        < gradientVariance(.reparameterization, batch: batch))
  }

  /// Returns the variance over passes of the gradient by the kernel's means, summed over elements.
  private func gradientVariance(_ estimator: Estimator, batch: Int) -> Double {
    var generator = SeededGenerator(seed: 5)
    let input = Tensor(standardNormal: [batch, 6], using: &generator)
    let target = Tensor(standardNormal: [batch, 3], using: &generator)
    let layer = dense(estimator, 6, 3)
    let mean = layer.parameters[0].parameter
    var (sums, squares) = ([Double](repeating: 0, count: 18), [Double](repeating: 0, count: 18))
    let count = 2_000
    for _ in 0..<count {
      var pass = ForwardPass.training(using: generator.split())
      let error = layer(input, in: &pass) - target
      let gradient = pass.gradients(of: (error * error).mean(), for: [mean])[0].scalars
      for index in 0..<18 {
        sums[index] += Double(gradient[index])
        squares[index] += Double(gradient[index] * gradient[index])
      }
    }
    let total = Double(count)
    return zip(sums, squares).reduce(0) { $0 + $1.1 / total - ($1.0 / total) * ($1.0 / total) }
  }
}
