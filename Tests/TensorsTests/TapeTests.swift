import Tensors
import TestSupport
import Testing

@Suite struct TapeTests {
  private let tape = Tape()

  /// d/dx (x·y + x)² = 2 (x·y + x)(y + 1), by hand at x = 3, y = 2.
  @Test func sumsGradientsOverEveryPath() throws {
    let (x, y) = (tape.variable(3), tape.variable(2))
    let z = x * y + x
    let gradients = tape.gradients(of: z * z)
    #expect(try #require(gradients[x]).scalar == 54)
    #expect(try #require(gradients[y]).scalar == 54)
  }

  @Test func aVariableThatTheLossDoesNotDependOnHasNoGradient() {
    let (x, unused) = (tape.variable(3), tape.variable(2))
    _ = unused * x
    let gradients = tape.gradients(of: x * x)
    #expect(gradients[unused] == nil)
  }

  @Test func detachedTensorsStopGradients() throws {
    let x = tape.variable(3)
    let gradients = tape.gradients(of: x * x.detached)
    #expect(try #require(gradients[x]).scalar == 3)
  }

  @Test func gradientsCanBeTakenTwiceIfAsked() throws {
    let x = tape.variable(3)
    let y = x * x
    let first = tape.gradients(of: y, retainingRecords: true)
    let second = tape.gradients(of: y * y)
    #expect(try #require(first[x]).scalar == 6)
    #expect(try #require(second[x]).scalar == 108)
  }

  @Test func theSumOfALossOfManyElementsIsDifferentiated() throws {
    let x = tape.variable(Tensor([1, 2, 3], shape: [3]))
    let gradients = tape.gradients(of: x * x)
    #expect(try #require(gradients[x]).scalars == [2, 4, 6])
  }

  /// A matrix that is used many times gets the sum of the products, however they are batched.
  @Test func aMatrixUsedAtEveryStepGetsTheSumOfItsGradients() throws {
    let kernel = tape.variable(Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2]))
    let inputs = (0..<4).map { step in
      Tensor((0..<6).map { Scalar($0 * step) - 3 }, shape: [2, 3])
    }
    let outputs = inputs.map { matmul($0, kernel) }
    let loss = outputs.dropFirst().reduce(outputs[0].sum()) { $0 + ($1 * $1).sum() }
    let gradient = try #require(tape.gradients(of: loss)[kernel])

    var expected = [Scalar](repeating: 0, count: 6)
    for (step, input) in inputs.enumerated() {
      for row in 0..<2 {
        for i in 0..<3 {
          for j in 0..<2 {
            let output = outputs[step].scalars[row * 2 + j]
            expected[i * 2 + j] += input.scalars[row * 3 + i] * (step == 0 ? 1 : 2 * output)
          }
        }
      }
    }
    #expect(gradient.scalars == expected)
  }

  @Test func aLongChainNeedsNoDeepStack() throws {
    let x = tape.variable(1)
    var y = x
    for _ in 0..<100_000 { y = y + x }
    #expect(try #require(tape.gradients(of: y)[x]).scalar == 100_001)
  }

  @Test func operationsOnPlainTensorsAreNotRecorded() {
    let x = Tensor(2)
    #expect((x * x + x).tape == nil)
  }

  @Test func anOperationOfOnesOwnHasItsOwnDerivative() throws {
    func cubed(_ x: Tensor) -> Tensor {
      let value = x.detached
      return (value * value * value).recorded(from: x) { upstream in
        [3 * value * value * upstream]
      }
    }
    let x = tape.variable(2)
    let y = cubed(x)
    #expect(y.scalar == 8)
    #expect(try #require(tape.gradients(of: y)[x]).scalar == 12)
  }

  @Test func aSpentTapeSaysSo() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape()
      let x = tape.variable(1)
      let y = x * x
      _ = tape.gradients(of: y)
      _ = tape.gradients(of: y)
    }
    #expect(message(of: result).contains("gradients were taken from this tape before"))
  }
}
