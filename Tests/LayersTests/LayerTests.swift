import Base
import Layers
import Tensors
import TestSupport
import Testing

@Suite struct LayerTests {
  @Test(arguments: DeterministicLayer.allCases)
  func gradientsMatchDifferences(layer: DeterministicLayer) {
    let model = layer.make()
    expectGradientsMatchDifferences(model.parameters) { model.loss(in: &$0) }
  }

  @Test(arguments: [DeterministicLayer.dense, .conv1D, .conv2D, .convTranspose2D])
  func gradientsMatchDifferencesForEveryActivation(layer: DeterministicLayer) {
    for activation in Activation.allCases {
      let model = layer.make(activation: activation)
      expectGradientsMatchDifferences(model.parameters) { model.loss(in: &$0) }
    }
  }

  @Test(arguments: [
    (DeterministicLayer.dense, [2, 4]), (.denseOfSequences, [2, 5, 4]), (.conv1D, [2, 4, 4]),
    (.conv2D, [2, 5, 3, 4]), (.convTranspose2D, [2, 7, 17, 4]), (.embedding, [4, 3]),
    (.gruCell, [2, 4]), (.lstmCell, [2, 8]), (.layerNorm, [2, 3, 5]), (.batchNorm, [4, 3, 5]),
    (.dropout, [5, 7]), (.flatten, [2, 15]), (.reshape, [2, 5, 3]), (.sequential, [2, 5]),
  ])
  func outputsHaveTheStatedShape(layer: DeterministicLayer, shape: [Int]) {
    var pass = ForwardPass.inference(using: SeededGenerator(seed: 0))
    #expect(layer.make()(in: &pass).shape == shape)
  }

  @Test func denseIsTheAffineMapAndTheActivation() {
    var generator = SeededGenerator(seed: 0)
    let layer = Dense(
      2, 1, activation: .relu, kernelInitializer: .constant(2), biasInitializer: .constant(-3),
      using: &generator)
    var pass = ForwardPass.inference(using: generator)
    #expect(layer(Tensor([1, 2, 0, 1], shape: [2, 2]), in: &pass).scalars == [3, 0])
  }

  @Test func normalizationsGiveMeanZeroAndVarianceOne() {
    var generator = SeededGenerator(seed: 4)
    let input = 3 * Tensor(standardNormal: [50, 6], using: &generator) + 2
    var pass = ForwardPass.training(using: generator)
    let byExample = LayerNorm(6, using: &generator)(input, in: &pass)
    let byFeature = BatchNorm(6, epsilon: 1e-6, using: &generator)(input, in: &pass)
    for (output, axis) in [(byExample, 1), (byFeature, 0)] {
      #expect(output.mean(axis: axis).scalars.allSatisfy { abs($0) < 1e-4 })
      #expect(square(output).mean(axis: axis).scalars.allSatisfy { abs($0 - 1) < 1e-3 })
    }
  }

  /// One feature would otherwise be broadcast to as many as the layer has, and the other way round.
  @Test(arguments: [1, 5], [false, true])
  func normalizationsRefuseAnotherNumberOfFeatures(size: Int, isByExample: Bool) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [size, isByExample] in
      var generator = SeededGenerator(seed: 4)
      let input = Tensor(repeating: 1, shape: [4, 6 - size])
      var pass = ForwardPass.training(using: generator)
      if isByExample {
        _ = LayerNorm(size, using: &generator)(input, in: &pass)
      } else {
        _ = BatchNorm(size, using: &generator)(input, in: &pass)
      }
    }
    #expect(message(of: result).contains("of \(size) features cannot take shape [4, \(6 - size)]"))
  }

  @Test func batchNormLearnsRunningStatisticsInTrainingAndUsesThemElsewhere() {
    var generator = SeededGenerator(seed: 4)
    let layer = BatchNorm(2, momentum: 0.5, using: &generator)
    #expect(layer.parameters.map(\.path) == ["scale", "offset"])
    #expect(layer.buffers.map(\.path) == ["runningMean", "runningVariance"])
    #expect(
      layer.persistentTensors.map(\.path) == ["scale", "offset", "runningMean", "runningVariance"])
    let batch = Tensor([1, 10, 3, 30], shape: [2, 2])
    var training = ForwardPass.training(using: generator)
    _ = layer(batch, in: &training)
    // Half of the old values, 0 and 1, and half of the batch's, whose variances are 2 and 200.
    #expect(layer.runningMean.value.scalars == [1, 10])
    #expect(layer.runningVariance.value.scalars == [1.5, 100.5])
    var inference = ForwardPass.inference(using: generator)
    let alone = layer(batch.rows(0..<1), in: &inference).scalars
    let together = layer(batch, in: &inference).scalars
    #expect(alone == Array(together[..<2]))
    #expect(layer.runningMean.value.scalars == [1, 10])
  }

  /// Such a batch's gradients are skipped, and later batches are as if it had not been there.
  @Test(arguments: [Scalar.nan, .infinity, .greatestFiniteMagnitude])
  func aBatchThatIsNotFiniteMovesNoStatistics(bad: Scalar) {
    var generator = SeededGenerator(seed: 4)
    let layer = BatchNorm(2, using: &generator)
    var training = ForwardPass.training(using: generator)
    _ = layer(Tensor([1, 10, bad, 30], shape: [2, 2]), in: &training)
    #expect(layer.runningMean.value.scalars == [0, 0])
    #expect(layer.runningVariance.value.scalars == [1, 1])
  }

  @Test func dropoutDropsInTrainingOnly() {
    let input = Tensor(repeating: 1, shape: [100, 100])
    let layer = Dropout(0.3)
    var inference = ForwardPass.inference(using: SeededGenerator(seed: 1))
    #expect(layer(input, in: &inference).scalars == input.scalars)
    var training = ForwardPass.training(using: SeededGenerator(seed: 1))
    let output = layer(input, in: &training).scalars
    let zeros = output.count(where: { $0 == 0 })
    // Four standard deviations of a binomial count.
    #expect(abs(zeros - 3000) < 4 * 46)
    #expect(output.allSatisfy { $0 == 0 || abs($0 - 1 / 0.7) < 1e-6 })
    #expect(layer(input, in: &training).scalars != output)
  }

  @Test func lstmStartsWithAnOpenForgetGate() {
    var generator = SeededGenerator(seed: 1)
    let bias = LSTMCell(1, 2, using: &generator).bias.parameters[0].parameter
    #expect(bias.value.scalars == [0, 0, 1, 1, 0, 0, 0, 0])
  }
}
