import Base
import RealModule
import TestSupport
import Tensors
import Testing

/// A fast operation and the same by definition, for one random shape.
struct KernelCase: CustomTestStringConvertible, Sendable {
  let name: String
  let minimumRank: Int
  let run: @Sendable (Tensor, inout SeededGenerator) -> (fast: Tensor, plain: Plain)
  var testDescription: String { name }

  init(
    _ name: String, minimumRank: Int = 0,
    run: @escaping @Sendable (Tensor, inout SeededGenerator) -> (fast: Tensor, plain: Plain)
  ) {
    (self.name, self.minimumRank, self.run) = (name, minimumRank, run)
  }

  /// An operation on pairs, with broadcasting both ways.
  static func pairs(
    _ name: String, _ fast: @escaping @Sendable (Tensor, Tensor) -> Tensor,
    _ plain: @escaping @Sendable (Scalar, Scalar) -> Scalar
  ) -> KernelCase {
    KernelCase(name) { x, generator in
      let part = Tensor(
        uniform: randomPart(of: x.shape, using: &generator), in: 0.5..<2, using: &generator)
      let (a, b) = generator.nextInteger(below: 2) == 0 ? (x, part) : (part, x)
      let (p, q) = (Plain(a), Plain(b))
      return (fast(a, b), Plain(shape: x.shape) { plain(p[$0], q[$0]) })
    }
  }

  /// An operation on lines along an axis, or along a random one.
  static func lines(
    _ name: String, axis: Int? = nil, _ fast: @escaping @Sendable (Tensor, Int) -> Tensor,
    _ plain: @escaping @Sendable ([Scalar]) -> [Scalar]
  ) -> KernelCase {
    KernelCase(axis.map { "\(name) along axis \($0)" } ?? name, minimumRank: 1) { x, generator in
      let chosen = axis ?? generator.nextInteger(below: x.rank)
      return (fast(x, chosen), Plain(x).lines(chosen, plain))
    }
  }

  static func softmax(axis: Int? = nil) -> KernelCase {
    .lines("softmax", axis: axis, { $0.softmax(axis: $1) }) { line in
      let exponentials = line.map { Scalar.exp($0) }
      let sum: Scalar = exponentials.reduce(0, +)
      return exponentials.map { $0 / sum }
    }
  }

  static func cumulativeSum(axis: Int? = nil) -> KernelCase {
    .lines("cumulativeSum", axis: axis, { $0.cumulativeSum(axis: $1) }) { line in
      var sum: Scalar = 0
      return line.map { element in
        sum += element
        return sum
      }
    }
  }

  /// An activation in place, after a bias is added to every row.
  static func withBias(_ activation: Activation) -> KernelCase {
    KernelCase("\(activation) with bias", minimumRank: 1) { x, generator in
      let columns = x.shape.last ?? 1
      let bias = Tensor(uniform: [columns], in: -1..<1, using: &generator)
      let result = (x - 2).copied()
      activation.apply(
        to: result.elements, rows: columns == 0 ? 0 : x.count / columns, columns: columns,
        bias: bias.elements)
      let (p, q) = (Plain(x), Plain(bias))
      return (result, Plain(shape: x.shape) { activation.plain(p[$0] - 2 + q[$0]) })
    }
  }
}

@Suite struct KernelReferenceTests {
  private static let functions = ElementFunction.all.map { function in
    KernelCase(function.name) { x, _ in
      let plain = Plain(x)
      return (
        function.fast(x), Plain(shape: x.shape) { Scalar(function.exact(Double(plain[$0]))) }
      )
    }
  }

  private static let pairs: [KernelCase] = [
    .pairs("+", +, +), .pairs("-", -, -), .pairs("*", *, *), .pairs("/", /, /),
    .pairs("maximum", maximum, max), .pairs("minimum", minimum, min),
    .pairs(".<", { $0 .< $1 }, { $0 < $1 ? 1 : 0 }),
    .pairs(".>=", { $0 .>= $1 }, { $0 >= $1 ? 1 : 0 }),
    .pairs("select", { select($0, $1, where: $1 .> 1) }, { $1 > 1 ? $0 : $1 }),
  ]

  private static let lines: [KernelCase] = [
    .softmax(),
    .lines("logSoftmax", { $0.logSoftmax(axis: $1) }) { line in
      let exponentials = line.map { Scalar.exp($0) }
      return line.map { $0 - .log(exponentials.reduce(0, +)) }
    },
    .cumulativeSum(),
    .lines("sorted", { $0.sorted(axis: $1).values }) { $0.sorted() },
    .lines("reversed", { $0.reversed(axis: $1) }) { $0.reversed() },
  ]

  private static let arrangements: [KernelCase] = [
    KernelCase("transposed") { x, generator in
      var permutation = Array(0..<x.rank)
      for index in permutation.indices {
        permutation.swapAt(index, generator.nextInteger(below: x.rank))
      }
      return (x.transposed(permutation: permutation), Plain(x).transposed(permutation))
    },
    KernelCase("broadcast") { x, generator in
      let part = Tensor(
        uniform: randomPart(of: x.shape, using: &generator), using: &generator)
      let plain = Plain(part)
      return (part.broadcast(to: x.shape), Plain(shape: x.shape) { plain[$0] })
    },
    KernelCase("sliced and put back", minimumRank: 1) { x, generator in
      let axis = generator.nextInteger(below: x.rank)
      let cut = generator.nextInteger(below: x.shape[axis] + 1)
      let parts = x.split(sizes: [cut, x.shape[axis] - cut], axis: axis)
      return (concatenated(parts, axis: axis), Plain(x))
    },
    KernelCase("gathered", minimumRank: 1) { x, generator in
      let axis = generator.nextInteger(below: x.rank)
      let length = x.shape[axis]
      let indices = (0..<length).map { _ in generator.nextInteger(below: length) }
      let plain = Plain(x)
      let result = Plain(shape: x.shape) { place in
        var place = place
        place[axis] = indices[place[axis]]
        return plain[place]
      }
      return (x.gathered(indices, axis: axis), result)
    },
  ]

  private static let sums: [KernelCase] = [
    KernelCase("sum") { x, generator in
      let axes = (0..<x.rank).filter { _ in generator.nextInteger(below: 2) == 0 }
      var ones = x.shape
      for axis in axes { ones[axis] = 1 }
      let sums = Plain(x).summed(to: ones)
      let plain = Tensor(sums, shape: ones)
      return (x.sum(axes: axes, keepingDimensions: true), Plain(plain))
    },
    KernelCase("broadcast gradient") { x, generator in
      let shape = randomPart(of: x.shape, using: &generator)
      return (x.summed(to: shape), Plain(Tensor(Plain(x).summed(to: shape), shape: shape)))
    },
    KernelCase("sum of squares") { x, _ in
      let squares = Plain(x).scalars.map { Double($0) * Double($0) }
      return (Tensor(Scalar(x.sumOfSquares)), Plain(Tensor(Scalar(squares.reduce(0, +)))))
    },
  ]

  private static let activations = Activation.allCases.flatMap { activation in
    [
      KernelCase.withBias(activation),
      KernelCase("gradient of \(activation)") { x, _ in
        let tape = Tape()
        let variable = tape.variable(x - 2)
        let gradient = tape.gradients(of: activation(variable))[variable]
        let plain = Plain(x - 2)
        let slopes = Plain(shape: x.shape) { activation.plainSlope(plain[$0]) }
        return (gradient ?? Tensor(0), slopes)
      },
    ]
  }

  @Test(arguments: functions + pairs + lines + arrangements + sums + activations)
  func fastEqualsPlain(_ example: KernelCase) {
    var generator = SeededGenerator(seed: 31)
    for _ in 0..<1000 {
      let shape = randomShape(minimumRank: example.minimumRank, using: &generator)
      let x = Tensor(uniform: shape, in: 0.5..<4, using: &generator)
      let (fast, plain) = example.run(x, &generator)
      guard fast.shape == plain.shape, agree(fast.scalars, plain.scalars) else {
        Issue.record("of shape \(shape): the fast result of shape \(fast.shape) is another")
        return
      }
    }
  }

  @Test func largeSumsAreCutIntoBlocks() {
    var generator = SeededGenerator(seed: 33)
    for shape in [
      [200_003], [70_001, 3], [3_001, 40], [2, 70_001], [2, 1_003, 65], [40, 3_001],
    ] {
      let x = Tensor(uniform: shape, using: &generator)
      for axis in shape.indices {
        var ones = shape
        ones[axis] = 1
        let sums = x.sum(axis: axis, keepingDimensions: true)
        #expect(agree(sums.scalars, Plain(x).summed(to: ones)), "\(shape) along \(axis)")
      }
    }
  }
}
