import Base
import BayesianLayers
import Distributions
import Layers
import Optimizers
import Tensors
import Testing

/// Returns a network for images of 8 × 8 pixels, whose weights the estimator decides about.
private func classifier(
  _ estimator: Estimator, using generator: inout SeededGenerator
) -> Sequential {
  Sequential(
    estimator.conv2D(1, 8, kernelSize: (3, 3), activation: .relu, using: &generator),
    estimator.conv2D(
      8, 8, kernelSize: (3, 3), strides: (2, 2), activation: .relu, using: &generator),
    Flatten(),
    estimator.dense(32, 16, activation: .relu, using: &generator),
    estimator.dense(16, 2, using: &generator))
}

@Suite struct ClassifierExample {
  @Test(arguments: Estimator.allCases)
  func learnsTheDirectionOfStripes(estimator: Estimator) {
    var generator = SeededGenerator(seed: 1)
    let model = classifier(estimator, using: &generator)
    let optimizer = Optimizer(model.parameters, learningRate: .constant(3e-3))

    for _ in 0..<150 {
      let (images, labels) = stripes(count: 16, using: &generator)
      var pass = ForwardPass.training(using: generator.split())
      let prediction = Categorical(logits: model(images, in: &pass))
      let loss = -prediction.logProbability(of: labels).mean() + pass.regularization / 50_000
      optimizer.step(pass.gradients(of: loss, for: optimizer.parameters))
    }

    let (images, labels) = stripes(count: 200, using: &generator)
    var pass = ForwardPass.inference(using: generator.split())
    let guesses = model(images, in: &pass).argmax(axis: -1)
    let hits = zip(guesses, labels.scalars).count(where: { Scalar($0) == $1 })
    #expect(hits >= 180, "\(hits) of 200 with \(estimator)")
  }

  @Test func aLayerTurnsBayesianByItsInitializer() {
    var generator = SeededGenerator(seed: 1)
    let plain = Dense(4, 3, activation: .relu, using: &generator)
    let bayesian = Dense(
      4, 3, activation: .relu, kernelInitializer: .trainableNormal(),
      kernelRegularizer: .normalKLDivergence(), using: &generator)
    let same = DenseReparameterization(4, 3, activation: .relu, using: &generator)
    #expect(plain.weightStatistics.isEmpty)
    #expect(bayesian.parameters.map(\.path) == same.parameters.map(\.path))
    #expect(bayesian.weightStatistics.count == 1)
  }

  /// Returns noisy images with stripes across (0) or down (1).
  private func stripes(
    count: Int, using generator: inout SeededGenerator
  ) -> (images: Tensor, labels: Tensor) {
    let labels = (0..<count).map { _ in generator.nextInteger(below: 2) }
    let wave = (0..<8).map { Scalar($0 % 4 < 2 ? 0.5 : -0.5) }
    let pixels = labels.flatMap { label in
      (0..<64).map { wave[label == 0 ? $0 / 8 : $0 % 8] }
    }
    let noise = Tensor(standardNormal: [count, 8, 8, 1], using: &generator)
    return (
      Tensor(pixels, shape: [count, 8, 8, 1]) + 0.5 * noise,
      Tensor(labels.map { Scalar($0) }, shape: [count])
    )
  }
}
