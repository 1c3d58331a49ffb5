import Base
import Glibc
import Tensors
import Testing

/// Work that is large enough for threads to share, in parts that end anywhere in a tensor.
@Suite struct SharedWorkTests {
  /// More elements than nine parts have.
  private static let shape = [3, 501, 211]

  private static let cases: [KernelCase] = [
    KernelCase("exp") { x, _ in
      let p = Plain(x)
      return (exp(x), Plain(shape: x.shape) { Scalar(exp(Double(p[$0]))) })
    },
    KernelCase("x + x[0]") { x, _ in
      let (p, q) = (Plain(x), Plain(x[0]))
      return (x + x[0], Plain(shape: x.shape) { p[$0] + q[$0] })
    },
    transposed(shape, [0, 2, 1]),
    transposed([3, 167, 3, 211], [2, 0, 3, 1]),
    transposed([3, 167, 3, 211], [1, 2, 0, 3]),
    KernelCase("broadcast") { x, _ in
      let (part, shape) = (x[0].reshaped([501, 1, 211]), [501, 3, 211])
      let plain = Plain(part)
      return (part.broadcast(to: shape), Plain(shape: shape) { plain[$0] })
    },
    .softmax(axis: 1), .softmax(axis: 2), .cumulativeSum(axis: 1), .cumulativeSum(axis: 2),
    largest(axis: 1), largest(axis: 2),
  ]

  private static let activations = Activation.allCases.map { KernelCase.withBias($0) }

  private static func transposed(_ shape: [Int], _ order: [Int]) -> KernelCase {
    KernelCase("\(shape) transposed to \(order)") { x, _ in
      let y = x.reshaped(shape)
      return (y.transposed(permutation: order), Plain(y).transposed(order))
    }
  }

  /// The largest element of each line, in all of its places.
  private static func largest(axis: Int) -> KernelCase {
    KernelCase("max along axis \(axis)") { x, _ in
      let largest = x.max(axis: axis, keepingDimensions: true)
      let plain = Plain(x).lines(axis) { line in
        Array(repeating: line.reduce(0, max), count: line.count)
      }
      return (largest.broadcast(to: x.shape), plain)
    }
  }

  @Test(arguments: cases + activations)
  func fastEqualsPlainOverSeveralParts(_ example: KernelCase) {
    var generator = SeededGenerator(seed: 34)
    let x = Tensor(uniform: Self.shape, in: 0.5..<4, using: &generator)
    let (fast, plain) = example.run(x, &generator)
    let areEqual = fast.shape == plain.shape && agree(fast.scalars, plain.scalars)
    #expect(areEqual)
  }

  @Test func resultsDoNotDependOnTheNumberOfThreads() {
    defer { Threads.use(nil) }
    var generator = SeededGenerator(seed: 32)
    let x = Tensor(standardNormal: [3, 501, 211], using: &generator)
    let results = [1, 2, 3, 7].map { count -> [Scalar] in
      Threads.use(count)
      let sums = [x.sum(), x.sum(axis: 0), x.sum(axis: 1), x.sum(axis: 2), x.sum(axes: [0, 2])]
      let others = [
        exp(x), x + x[0], x.transposed(), x.softmax(), x.cumulativeSum(axis: 1), x.max(axis: 1),
      ]
      return (sums + others).flatMap(\.scalars) + [Scalar(x.sumOfSquares)]
    }
    let areEqual = results.allSatisfy { $0 == results[0] }
    #expect(areEqual)
  }

  @Test func partsOfParallelWorkCoverItOnce() {
    let count = 1_003
    let visits = Tensor(repeating: 0, shape: [count])
    let elements = visits.elements
    parallelFor(count: count, grain: 10) { part in
      for index in part { elements[index] += Scalar(part.count) }
    }
    #expect(visits.scalars == Array(repeating: 10, count: 1000) + [3, 3, 3])
  }

  @Test func mapsKeepTheirOrderOnAllThreads() {
    let squares = parallelMap(Array(0..<1000)) { number in "\(number * number)" }
    #expect(squares == (0..<1000).map { "\($0 * $0)" })
    #expect(parallelMap([Int]()) { $0 } == [])
  }

  /// Tests run concurrently in one process, and each of them sets its own number.
  @Test func theNumberOfThreadsIsThatOfTheThreadThatChoseIt() {
    defer { Threads.use(nil) }
    let chosen = Threads.count + 5
    Threads.use(chosen)
    var (thread, countElsewhere) = (pthread_t(), 0)
    withUnsafeMutablePointer(to: &countElsewhere) { place in
      pthread_create(
        &thread, nil,
        { place in
          place?.assumingMemoryBound(to: Int.self).pointee = Threads.count
          return nil
        }, place)
      pthread_join(thread, nil)
    }
    #expect(Threads.count == chosen)
    #expect(countElsewhere == chosen - 5)
  }
}
