import Base
import TestSupport
import Tensors
import Testing

@Suite struct StepAllocationTests {
  /// A step of learning that uses many operations, on tensors of up to 600 KB.
  static func step(
    _ parameters: [Parameter], moments: [Tensor], number: Int,
    using generator: inout SeededGenerator
  ) -> Scalar {
    let tape = Tape()
    let values = parameters.map { tape.variable($0.value) }
    let input = Tensor(standardNormal: [500, 300], using: &generator)
    let hidden = elu(input * values[0] + values[1])
    let parts = hidden.split(sizes: [100, 200], axis: 1)
    let joined = concatenated(tanh(parts[1]), softplus(parts[0]))
    let rows = stacked(joined.unstacked(axis: 0).reversed())
    let shares = rows.transposed().softmax(axis: 0).transposed()
    let gathered = shares.gathered(Array(0..<500).reversed())
    let spread = gathered.variance(axes: [0]).sum() + rows.max(axis: 1).sum()
    let loss = square(rows - 1).mean() + spread + gathered.logSumExp(axis: 0).mean()
    let gradients = tape.gradients(of: loss)
    for (index, parameter) in parameters.enumerated() {
      guard let gradient = gradients[values[index]] else { continue }
      parameter.withMutableElements {
        adamStep(
          $0, gradient: gradient.elements, firstMoment: moments[2 * index].elements,
          secondMoment: moments[2 * index + 1].elements, count: gradient.count,
          AdamStep(number: number))
      }
    }
    return loss.scalar
  }

  // In processes of their own, since other tests take from the same pool of memory meanwhile.

  @Test func aSteadyStepAsksTheSystemForNothingLarge() async {
    await #expect(processExitsWith: .success) {
      var generator = SeededGenerator(seed: 51)
      let parameters = [Parameter(Tensor(repeating: 0.5, shape: [500, 300])), Parameter(0.1)]
      let moments = parameters.flatMap { parameter in
        [0, 0].map { Tensor(repeating: $0, shape: parameter.value.shape) }
      }
      var losses: [Scalar] = []
      func steps(_ numbers: ClosedRange<Int>) {
        for number in numbers {
          losses.append(
            StepAllocationTests.step(
              parameters, moments: moments, number: number, using: &generator))
        }
      }
      steps(1...10)
      let count = largeAllocationCount { steps(11...20) }
      require(count == 0, "\(count) large allocations in ten steps")
      require(losses.allSatisfy { $0.isFinite } && losses[19] < losses[0], "\(losses)")
    }
  }

  @Test func theFirstStepIsCounted() async {
    await #expect(processExitsWith: .success) {
      let count = largeAllocationCount { _ = Tensor(repeating: 1, shape: [1 << 22]) + 1 }
      require(count > 0, "no large allocation was counted")
    }
  }
}
