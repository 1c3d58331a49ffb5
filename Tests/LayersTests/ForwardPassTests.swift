import Base
import Distributions
import Layers
import Tensors
import TestSupport
import Testing

/// A normal weight of fixed spread, as a user might write one.
private struct Noisy: ExplicitPosterior {
  let mean: Parameter

  func distribution(in pass: inout ForwardPass) -> any Distribution {
    Normal(mean: pass.value(of: mean), stddev: 0.5)
  }
}

extension Initializer {
  fileprivate static let noisy = Initializer { shape, generator in
    Noisy(mean: Parameter(Tensor(standardNormal: shape.lengths, using: &generator)))
  }
}

@Suite struct ForwardPassTests {
  private let input = Tensor([1, -2, 0.5, 3, 0, 1], shape: [2, 3])

  private func noisyLayer() -> Dense {
    var generator = SeededGenerator(seed: 5)
    return Dense(
      3, 4, kernelInitializer: .noisy, kernelRegularizer: .l2(0.1), using: &generator)
  }

  @Test func weightsAreDrawnOncePerPassAndChargedOnce() {
    let layer = noisyLayer()
    var pass = ForwardPass.training(using: SeededGenerator(seed: 1))
    #expect(pass.regularization.scalar == 0)
    let output = layer(input, in: &pass).scalars
    let cost = pass.regularization.scalar
    #expect(cost > 0)
    for _ in 0..<3 { #expect(layer(input, in: &pass).scalars == output) }
    #expect(pass.regularization.scalar == cost)
    let draw = layer.kernel(in: &pass)
    #expect(abs(cost - 0.1 * (draw * draw).sum().scalar) < 1e-5)
  }

  @Test func aNewPassIsANewDraw() {
    let layer = noisyLayer()
    var generator = SeededGenerator(seed: 1)
    let outputs = (0..<3).map { _ in
      var pass = ForwardPass.inference(weights: .sampled, using: generator.split())
      return layer(input, in: &pass).scalars
    }
    #expect(Set(outputs).count == 3)
    var same = ForwardPass.inference(weights: .sampled, using: SeededGenerator(seed: 2))
    var again = ForwardPass.training(using: SeededGenerator(seed: 2))
    #expect(layer(input, in: &same).scalars == layer(input, in: &again).scalars)
  }

  @Test func aPassOfMeanWeightsUsesTheMeans() {
    let layer = noisyLayer()
    var pass = ForwardPass.inference(using: SeededGenerator(seed: 1))
    let mean = layer.parameters[0].parameter.value
    #expect(layer(input, in: &pass).scalars == matmul(input, mean).scalars)
  }

  @Test func parametersThatTheLossDoesNotDependOnHaveZeroGradients() {
    let (used, unused) = (Parameter(2), Parameter(Tensor([1, 2], shape: [2])))
    var pass = ForwardPass.training(using: SeededGenerator(seed: 1))
    let x = pass.value(of: used)
    let gradients = pass.gradients(of: x * x, for: [used, unused])
    #expect(gradients.map(\.scalars) == [[4], [0, 0]])
  }

  @Test func memoriesKeepOneTensorForEachShapeAndPass() {
    let memory = PassMemory()
    var calls = 0
    func remembered(_ shape: [Int], in pass: inout ForwardPass) -> [Scalar] {
      memory(shape, in: &pass) { pass in
        calls += 1
        return Tensor(standardNormal: shape, using: &pass.generator)
      }.scalars
    }
    var pass = ForwardPass.inference(using: SeededGenerator(seed: 1))
    let first = remembered([3], in: &pass)
    #expect(remembered([3], in: &pass) == first && calls == 1)
    #expect(remembered([2], in: &pass) != Array(first[..<2]) && calls == 2)
    var next = ForwardPass.inference(using: SeededGenerator(seed: 2))
    #expect(remembered([3], in: &next) != first && calls == 3)
  }

  @Test func anInferencePassRecordsNothing() async {
    let layer = noisyLayer()
    var pass = ForwardPass.inference(weights: .sampled, using: SeededGenerator(seed: 1))
    #expect(layer(input, in: &pass).tape == nil)
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var pass = ForwardPass.inference(using: SeededGenerator(seed: 1))
      _ = pass.gradients(of: 1, for: [Parameter(1)])
    }
    #expect(message(of: result).contains("an inference pass records no gradients"))
  }
}
