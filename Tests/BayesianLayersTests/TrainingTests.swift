import Base
import BayesianLayers
import Foundation
import Layers
import Optimizers
import Tensors
import TestSupport
import Testing

/// A small Bayesian convolutional network that learns to tell bright from dark halves of images.
private struct Classifier {
  let network: Sequential
  let optimizer: Optimizer
  var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    network = Sequential(
      Conv2DFlipout(
        1, 4, kernelSize: (3, 3), strides: (2, 2), activation: .elu, using: &generator),
      Conv2DReparameterization(4, 6, kernelSize: (3, 3), activation: .elu, using: &generator),
      Flatten(), DenseFlipout(6, 8, activation: .elu, using: &generator),
      DenseLocalReparameterization(8, 1, using: &generator))
    optimizer = Optimizer(network.parameters)
  }

  mutating func step() -> Scalar {
    var pass = ForwardPass.training(using: generator.split())
    let input = Tensor(standardNormal: [8, 8, 8, 1], using: &generator)
    let target = input.sliced(axis: 1, 0..<4).sum(axes: [1, 2, 3]) .> 0
    let logits = network(input, in: &pass).reshaped([8])
    let loss =
      (softplus(logits) - target * logits).mean() + pass.regularization * Scalar(1e-4)
    optimizer.step(pass.gradients(of: loss, for: optimizer.parameters))
    return loss.scalar
  }

  var bits: [[UInt64]] {
    network.parameters.map { $0.parameter.value.scalars.map { UInt64($0.bitPattern) } }
  }
}

@Suite struct TrainingTests {
  @Test func equalSeedsGiveEqualParametersByteForByte() {
    func trained(seed: UInt64) -> (first: Double, last: Double, bits: [[UInt64]]) {
      var classifier = Classifier(seed: seed)
      let losses = (0..<200).map { _ in Double(classifier.step()) }
      return (mean(Array(losses[..<20])), mean(Array(losses[180...])), classifier.bits)
    }
    let (one, same, other) = (trained(seed: 1), trained(seed: 1), trained(seed: 2))
    #expect(one.bits == same.bits)
    #expect(one.bits != other.bits)
    #expect(one.last < one.first, "the loss rose from \(one.first) to \(one.last)")
  }

  /// This runs in a separate process, so that other tests do not allocate meanwhile.
  @Test func theMemoryOfEqualStepsDoesNotGrow() async {
    await #expect(processExitsWith: .success) {
      var classifier = Classifier(seed: 1)
      for _ in 0..<200 { _ = classifier.step() }
      let before = heapBytesInUse()
      for _ in 0..<1_000 { _ = classifier.step() }
      // A leak of the smallest tensor at each step would be half a megabyte.
      let growth = heapBytesInUse() - before
      #expect(growth < 128 << 10, "\(growth) bytes")
    }
  }

  /// This holds although the pass, whose layers remember values of parameters, still exists.
  @Test func parametersChangeInPlaceAfterTheirGradients() {
    var generator = SeededGenerator(seed: 1)
    let network = Sequential(
      Dense(2, 3, using: &generator), DenseReparameterization(3, 4, using: &generator),
      DenseFlipout(4, 3, using: &generator),
      DenseLocalReparameterization(
        3, 1, kernelInitializer: .trainableNormal(stddev: .shared(0.1)), using: &generator))
    let optimizer = Optimizer(network.parameters)
    func places() -> [UnsafeMutablePointer<Scalar>] {
      optimizer.parameters.map(\.parameter.value.elements)
    }
    let (before, values) = (places(), optimizer.parameters.map(\.parameter.value.scalars))
    var pass = ForwardPass.training(using: generator.split())
    let output = network(Tensor(repeating: 1, shape: [5, 2]), in: &pass)
    let divergence = pass.regularization
    let loss = square(output).mean() + divergence
    let report = optimizer.step(pass.gradients(of: loss, for: optimizer.parameters))
    #expect(report.isApplied && places() == before)
    #expect(optimizer.parameters.map(\.parameter.value.scalars) != values)
    #expect(pass.regularization.scalar == divergence.scalar)
  }

  @Test func aGradientThatIsNotANumberChangesNothing() {
    var classifier = Classifier(seed: 1)
    for _ in 0..<5 { _ = classifier.step() }
    let before = classifier.bits
    var gradients = classifier.network.parameters.map {
      Tensor(repeating: 1, shape: $0.parameter.value.shape)
    }
    gradients[3] = gradients[3] * Scalar.nan
    #expect(!classifier.optimizer.step(gradients).isApplied)
    #expect(classifier.bits == before)
    #expect(classifier.optimizer.skippedCount == 1 && classifier.optimizer.stepCount == 5)
  }
}
