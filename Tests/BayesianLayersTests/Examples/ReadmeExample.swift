import Base
import BayesianLayers
import Distributions
import Layers
import Optimizers
import Tensors
import Testing

/// The code of the README, which has to work and to be what stands there.
@Suite struct ReadmeExample {
  @Test func twoLayersLearnASine() {
    let inputs = Tensor((0..<40).map { Scalar($0) / 20 - 1 }, shape: [40, 1])
    let targets = sin(2 * inputs)

    var generator = SeededGenerator(seed: 1)
    let model = Sequential(
      DenseReparameterization(1, 32, activation: .tanh, using: &generator),  // was Dense
      DenseReparameterization(32, 1, using: &generator))  // was Dense
    let optimizer = Optimizer(model.parameters)

    for _ in 0..<2000 {
      var pass = ForwardPass.training(using: generator.split())  // one draw of the weights
      let prediction = Normal(mean: model(inputs, in: &pass), stddev: 0.1)
      let loss =
        -prediction.logProbability(of: targets).mean()
        + pass.regularization / Scalar(targets.count)  // KL, once a weight
      optimizer.step(pass.gradients(of: loss, for: optimizer.parameters))
    }

    var pass = ForwardPass.inference(using: generator)
    let error = model(inputs, in: &pass) - targets
    #expect(square(error).mean().scalar < 0.25 * targets.variance().scalar)
  }
}
