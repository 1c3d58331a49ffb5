import Base
import Tensors

extension Benchmark {
  /// The kernels that pass over elements, all on one thread.
  ///
  /// The reference of element-wise functions is a bound of 0.5 ns per element, or 0.9 ns for
  /// softplus; that of the others is a copy of as many bytes, or 1.5 ns per number.
  static let elementKernels: [Benchmark] = [
    function("elu", bound: 0.5e-9, elu),
    function("exp", bound: 0.5e-9, exp),
    function("tanh", bound: 0.5e-9, tanh),
    function("softplus", bound: 0.9e-9, softplus),
    function("sigmoid", bound: 0.9e-9, sigmoid),
    function("log", in: 0..<4, bound: 0.9e-9, log),
    Benchmark("adam", adam),
    Benchmark("normal-fill", normalFill),
    Benchmark("sum", sum),
    Benchmark("add-broadcast", addBroadcast),
  ]

  /// A function over 2¹⁶ elements in the cache, compared with a bound in seconds per element.
  private static func function(
    _ name: String, in range: Range<Scalar> = -4..<4, bound: Double,
    _ function: @escaping @Sendable (Tensor) -> Tensor
  ) -> Benchmark {
    Benchmark(name) { name in
      var generator = SeededGenerator(seed: 1)
      let count = 1 << 16
      let x = Tensor(uniform: [count], in: range, using: &generator)
      return onOneThread {
        Measurement.alternating(name, work: .bytes(Double(2 * count * scalarSize))) {
          keep(function(x))
        }
      }.beside(bound * Double(count))
    }
  }

  /// A step of Adam on 2²² parameters, compared with a copy of as many bytes as it reads and
  /// writes.
  private static func adam(_ name: String) -> Measurement {
    var generator = SeededGenerator(seed: 1)
    let count = 1 << 22
    let tensors = (0..<4).map { _ in Tensor(uniform: [count], using: &generator) }
    let step = AdamStep(number: 10)
    let bytes = 7 * count * scalarSize
    let copy = Copy(byteCount: bytes / 2)
    return onOneThread {
      Measurement.alternating(name, work: .bytes(Double(bytes))) {
        adamStep(
          tensors[0].elements, gradient: tensors[1].elements, firstMoment: tensors[2].elements,
          secondMoment: tensors[3].elements, count: count, step)
      } reference: {
        copy()
      }
    }
  }

  /// Standard normal numbers, compared with a bound of 1.5 ns each.
  private static func normalFill(_ name: String) -> Measurement {
    let count = 1 << 16
    return onOneThread {
      var generator = SeededGenerator(seed: 1)
      return Measurement.alternating(name, work: .bytes(Double(count * scalarSize))) {
        keep(Tensor(standardNormal: [count], using: &generator))
      }
    }.beside(1.5e-9 * Double(count))
  }

  /// The sum of 2²² elements, compared with a copy of as many bytes.
  private static func sum(_ name: String) -> Measurement {
    var generator = SeededGenerator(seed: 1)
    let x = Tensor(uniform: [1 << 22], using: &generator)
    let copy = Copy(byteCount: x.count * scalarSize / 2)
    return onOneThread {
      Measurement.alternating(name, work: .bytes(Double(x.count * scalarSize))) {
        keep(x.sum())
      } reference: {
        copy()
      }
    }
  }

  /// A vector added to the rows of a matrix, compared with a copy of as many bytes.
  private static func addBroadcast(_ name: String) -> Measurement {
    var generator = SeededGenerator(seed: 1)
    let x = Tensor(uniform: [2500, 200], using: &generator)
    let bias = Tensor(uniform: [200], using: &generator)
    let copy = Copy(byteCount: x.count * scalarSize)
    return onOneThread {
      Measurement.alternating(name, work: .bytes(Double(2 * x.count * scalarSize))) {
        keep(x + bias)
      } reference: {
        copy()
      }
    }
  }
}

/// The size of an element in bytes.
let scalarSize = MemoryLayout<Scalar>.stride

/// Returns what `body` returns, with kernels on one thread.
func onOneThread<Result>(_ body: () -> Result) -> Result {
  Threads.use(1)
  defer { Threads.use(nil) }
  return body()
}

/// Prevents the compiler from optimizing away the computation of `tensor`.
@inline(never)
func keep(_ tensor: Tensor) { withExtendedLifetime(tensor) {} }

/// A copy of memory, which bounds the speed of any pass over as many bytes.
private struct Copy {
  private let source, target: Tensor

  init(byteCount: Int) {
    let count = byteCount / scalarSize
    source = Tensor(repeating: 1, shape: [count])
    target = Tensor(repeating: 2, shape: [count])
  }

  func callAsFunction() { target.elements.update(from: source.elements, count: source.count) }
}
