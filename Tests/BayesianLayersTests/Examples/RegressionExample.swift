import Base
import BayesianLayers
import Distributions
import Foundation
import Imaging
import Layers
import Optimizers
import Tensors
import TestSupport
import Testing

/// A Bayesian multilayer perceptron and what it was trained on.
struct ToyRegression {
  /// Where the function is known: on two stretches, with nothing between and beyond.
  let inputs: Tensor
  /// The function with normal noise of standard deviation 0.1.
  let targets: Tensor
  let model: Sequential
  private var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    let places = (0..<40).map { index in Scalar(index < 20 ? -2 : 1) + Scalar(index % 20) / 20 }
    inputs = Tensor(places, shape: [40, 1])
    targets = sin(2 * inputs) + 0.1 * Tensor(standardNormal: [40, 1], using: &generator)
    let posterior = Initializer.trainableNormal(mean: .heNormal, stddev: 0.02)
    model = Sequential(
      DenseReparameterization(
        1, 16, activation: .relu, kernelInitializer: posterior, biasInitializer: posterior,
        biasRegularizer: .normalKLDivergence(), using: &generator),
      DenseFlipout(
        16, 16, activation: .relu, kernelInitializer: posterior, biasInitializer: posterior,
        biasRegularizer: .normalKLDivergence(), using: &generator),
      DenseReparameterization(16, 1, kernelInitializer: posterior, using: &generator))
  }

  /// Maximizes the evidence lower bound.
  mutating func train(updateCount: Int) {
    let optimizer = Optimizer(
      model.parameters, learningRate: .cosine(from: 1e-2, to: 1e-4, over: updateCount))
    let annealing = Schedule.linear(from: 0, to: 1, over: updateCount / 2)
    for update in 0..<updateCount {
      var pass = ForwardPass.training(using: generator.split())
      let prediction = Normal(mean: model(inputs, in: &pass), stddev: 0.1)
      let divergence = pass.regularization / Scalar(inputs.count)
      let loss =
        -prediction.logProbability(of: targets).mean()
        + Scalar(annealing(update)) * divergence
      optimizer.step(pass.gradients(of: loss, for: optimizer.parameters))
    }
  }

  /// Returns the mean and the spread of what draws of the network say.
  mutating func predictions(
    at places: [Scalar], drawCount: Int = 200
  ) -> [(mean: Scalar, spread: Scalar)] {
    let inputs = Tensor(places, shape: [places.count, 1])
    let draws = (0..<drawCount).map { _ in
      var pass = ForwardPass.inference(weights: .sampled, using: generator.split())
      return model(inputs, in: &pass)
    }
    let outputs = stacked(draws)
    let means = outputs.mean(axis: 0).scalars
    return zip(means, sqrt(outputs.variance(axes: [0])).scalars).map { ($0, $1) }
  }
}

@Suite struct RegressionExample {
  @Test func predictionsSpreadAwayFromTheData() throws {
    var regression = ToyRegression(seed: 1)
    regression.train(updateCount: 3_000)
    let places = (0...140).map { Scalar($0) / 20 - 3.5 }
    let predictions = regression.predictions(at: places)

    func meanSpread(_ isIncluded: (Scalar) -> Bool) -> Double {
      mean(zip(places, predictions).filter { isIncluded($0.0) }.map { Double($0.1.spread) })
    }
    let near = meanSpread { (-2 ... -1).contains($0) || (1...2).contains($0) }
    let between = meanSpread { (-0.5...0.5).contains($0) }
    let beyond = meanSpread { abs($0) > 3 }
    print("spread of predictions: \(near) at data, \(between) between, \(beyond) beyond")
    #expect(between > 1.4 * near && beyond > 2 * near)

    // At the data, predictions are right.
    let atData = regression.predictions(at: regression.inputs.scalars)
    let errors = zip(atData, regression.targets.scalars).map { Double(($0.mean - $1).magnitude) }
    #expect(mean(errors) < 0.12)

    let plot = PredictionPlot(
      places: places, predictions: predictions,
      data: Array(zip(regression.inputs.scalars, regression.targets.scalars)))
    let image = plot.image(width: 480, height: 240)
    #expect(image.count(of: PredictionPlot.dataColor) >= 40)
    #expect(image.count(of: PredictionPlot.bandColor) > 5_000)

    // Kept where the caller wants it, such as for the documentation.
    let pictures = ProcessInfo.processInfo.environment["ORRERY_PICTURES"]
    let folder = pictures ?? NSTemporaryDirectory()
    let path = "\(folder)/regression-\(getpid()).png"
    try Data(image.encodedPNG()).write(to: URL(fileURLWithPath: path))
    #expect(try Image(readingPNG: path) == image)
    if pictures == nil { try FileManager.default.removeItem(atPath: path) }
  }
}

extension Image {
  fileprivate func count(of color: SIMD3<UInt8>) -> Int {
    stride(from: 0, to: pixels.count, by: 3)
      .count(where: { SIMD3(pixels[$0], pixels[$0 + 1], pixels[$0 + 2]) == color })
  }
}
