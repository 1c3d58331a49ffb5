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
      inputSize, outputSize, kernelInitializer: .trainableNormal(stddev: stddev),
      using: &generator)
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
      let squares = total(input[index / 2].scalars.map { Double($0 * $0) })
      let ratio: Double = variances[index] / (squares * 0.09)
      #expect(abs(ratio - 1) < 4 * (2 / Double(count)).squareRoot())
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

  /// Returns one of each layer that an estimator makes, with a batch of two equal examples.
  private func models(of estimator: Estimator) -> [(name: String, model: Model)] {
    var generator = SeededGenerator(seed: 2)
    let normal = Initializer.trainableNormal(mean: .heNormal, stddev: 0.3)
    let (vectors, images) = (
      Tensor(repeating: 0.5, shape: [2, 8]), Tensor(repeating: 0.5, shape: [2, 5, 4, 8])
    )
    let dense = estimator.dense(8, 8, kernelInitializer: normal, using: &generator)
    let convolution = estimator.conv2D(
      8, 8, kernelSize: (3, 2), kernelInitializer: normal, using: &generator)
    let transposed = estimator.convTranspose2D(
      8, 8, kernelSize: (3, 2), kernelInitializer: normal, using: &generator)
    let cell = estimator.gruCell(
      8, 8, kernelInitializer: normal, recurrentInitializer: normal, using: &generator)
    return [
      ("dense", Model(dense, input: vectors)), ("conv2D", Model(convolution, input: images)),
      ("convTranspose2D", Model(transposed, input: images)),
      ("gruCell", Model(cell, input: vectors) { cell($0, state: vectors, in: &$1) }),
    ]
  }

  /// Whether all elements are equal up to the rounding of a product.
  private func areClose(_ a: Tensor, _ b: Tensor) -> Bool {
    abs(a - b).scalars.allSatisfy { $0 < 1e-4 }
  }

  @Test(arguments: [
    (Estimator.deterministic, true, true), (.reparameterization, true, true),
    (.flipout, false, true), (.localReparameterization, false, false),
  ])
  func everyFactoryMakesTheLayerOfItsEstimator(estimator: Estimator, rows: Bool, calls: Bool) {
    for (name, model) in models(of: estimator) {
      var pass = ForwardPass.inference(weights: .sampled, using: SeededGenerator(seed: 4))
      let (first, again) = (model(in: &pass), model(in: &pass))
      #expect(areClose(first[0], first[1]) == rows, "\(name): examples")
      #expect(areClose(first, again) == calls, "\(name): calls")
      var next = ForwardPass.inference(weights: .sampled, using: SeededGenerator(seed: 5))
      #expect(areClose(first, model(in: &next)) != estimator.isBayesian, "\(name): passes")
      #expect(model.module.weightStatistics.isEmpty != estimator.isBayesian, "\(name)")
    }
  }

  @Test func deterministicLayersStartAtTheMeans() {
    for (random, points) in zip(models(of: .reparameterization), models(of: .deterministic)) {
      var pass = ForwardPass.inference(weights: .mean, using: SeededGenerator(seed: 4))
      let expected = random.model(in: &pass).scalars
      #expect(points.model(in: &pass).scalars == expected, "\(points.name)")
    }
  }

  @Test(arguments: Estimator.allCases) func biasesAreLeftOutOnDemand(estimator: Estimator) {
    var generator = SeededGenerator(seed: 2)
    #expect(estimator.dense(2, 3, useBias: false, using: &generator).bias == nil)
    #expect(
      estimator.conv2D(2, 3, kernelSize: (1, 1), useBias: false, using: &generator).bias == nil)
    #expect(
      estimator.convTranspose2D(2, 3, kernelSize: (1, 1), useBias: false, using: &generator).bias
        == nil)
    #expect(estimator.dense(2, 3, using: &generator).bias != nil)
  }

  /// The places of an image see one kernel: there is one sign for each example and channel.
  @Test func flipoutOfConvolutionsFlipsExamplesAndNotPlaces() {
    var generator = SeededGenerator(seed: 2)
    let normal = Initializer.trainableNormal(stddev: 0.3)
    let sequences = Conv1DFlipout(
      8, 8, kernelSize: 3, kernelInitializer: normal, using: &generator)
    let images = Conv2DFlipout(
      8, 8, kernelSize: (3, 3), kernelInitializer: normal, using: &generator)
    let transposed = ConvTranspose2DFlipout(
      8, 8, kernelSize: (3, 3), kernelInitializer: normal, using: &generator)
    // Whole windows only: what a transposed convolution makes of its borders is cut off.
    let layers: [(layer: any Layer, input: [Int], border: Int)] = [
      (sequences, [4, 7, 8], 0), (images, [4, 5, 6, 8], 0), (transposed, [4, 5, 6, 8], 2),
    ]
    for (layer, shape, border) in layers {
      var pass = ForwardPass.inference(weights: .sampled, using: SeededGenerator(seed: 4))
      var output = layer(Tensor(repeating: 0.5, shape: shape), in: &pass)
      for axis in 1..<output.rank - 1 {
        output = output.sliced(axis: axis, border..<output.shape[axis] - border)
      }
      let places = output.reshaped([4, output.count / 32, 8])
      let first = places.sliced(axis: 1, 0..<1)
      #expect(places.shape[1] > 1 && areClose(places, first), "\(type(of: layer))")
      for (one, other) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] {
        #expect(!areClose(first[one], first[other]), "\(type(of: layer)): \(one) and \(other)")
      }
    }
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
    return total(
      zip(sums, squares).map { sum, square -> Double in
        let mean: Double = sum / Double(count)
        return square / Double(count) - mean * mean
      })
  }
}
