import Base
import BayesianLayers
import Distributions
import Layers
import Optimizers
import Tensors
import Testing

/// A Bayesian recurrent network with a loss of one's own.
struct BayesianLSTM: Module {
  let lstm: LSTMCellReparameterization
  let output: Dense

  init(featureCount: Int, classCount: Int, using generator: inout SeededGenerator) {
    lstm = LSTMCellReparameterization(featureCount, 16, using: &generator)
    output = Dense(16, classCount, using: &generator)
  }

  /// The negative evidence lower bound of a batch, in nats an example.
  func loss(
    of features: [Tensor], labels: [Tensor], exampleCount: Scalar, in pass: inout ForwardPass
  ) -> Tensor {
    var state = lstm.initialState(batchSize: features[0].shape[0])
    var loss = Tensor(0)
    for (features, labels) in zip(features, labels) {
      state = lstm(features, state: state, in: &pass)
      let prediction = Categorical(logits: output(state.hidden, in: &pass))
      loss = loss - prediction.logProbability(of: labels).mean()
    }
    return loss + pass.regularization / exampleCount
  }
}

@Suite struct BayesianLSTMExample {
  /// The label at each step is the class that was shown a step before.
  @Test func learnsToRepeatWhatItSawAStepBefore() {
    var generator = SeededGenerator(seed: 1)
    let model = BayesianLSTM(featureCount: 3, classCount: 3, using: &generator)
    let optimizer = Optimizer(model.parameters, learningRate: .constant(1e-2))

    var losses: [Scalar] = []
    for _ in 0..<200 {
      let classes = (0..<6).map { _ in (0..<16).map { _ in generator.nextInteger(below: 3) } }
      let features = classes.map { Tensor(oneHot: $0, classCount: 3) }
      let labels = ([classes[0]] + classes.dropLast()).map { classes in
        Tensor(classes.map { Scalar($0) }, shape: [16])
      }

      var pass = ForwardPass.training(using: generator.split())
      let loss = model.loss(of: features, labels: labels, exampleCount: 50_000, in: &pass)
      optimizer.step(pass.gradients(of: loss, for: optimizer.parameters))
      losses.append(loss.scalar)
    }
    // Six guesses among three cost 6 log 3 = 6.6 nats.
    #expect(losses[0] > 5 && losses[190...].allSatisfy { $0 < 2 })
  }
}
