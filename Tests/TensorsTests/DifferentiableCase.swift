import Base
import Tensors
import Testing

/// A named function of tensors, to be differentiated at random tensors of random shapes.
struct DifferentiableCase: CustomTestStringConvertible, Sendable {
  /// Where to differentiate, and what, with all that depends on the shapes.
  struct Trial {
    let inputs: [Tensor]
    let function: ([Tensor]) -> Tensor

    init(_ inputs: [Tensor], _ function: @escaping ([Tensor]) -> Tensor) {
      (self.inputs, self.function) = (inputs, function)
    }
  }

  let name: String
  let trial: @Sendable (inout SeededGenerator) -> Trial
  var testDescription: String { name }

  init(_ name: String, trial: @escaping @Sendable (inout SeededGenerator) -> Trial) {
    (self.name, self.trial) = (name, trial)
  }

  /// A function of one tensor.
  static func map(
    _ name: String, in range: Range<Scalar> = -2..<2, minimumRank: Int = 0, shortest: Int = 0,
    _ function: @escaping @Sendable (Tensor) -> Tensor
  ) -> DifferentiableCase {
    DifferentiableCase(name) { generator in
      let shape = randomShape(minimumRank: minimumRank, shortest: shortest, using: &generator)
      return Trial([Tensor(uniform: shape, in: range, using: &generator)]) { function($0[0]) }
    }
  }

  /// A function of two tensors that broadcast to one shape.
  static func pairs(
    _ name: String, in range: Range<Scalar> = -2..<2,
    _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> DifferentiableCase {
    DifferentiableCase(name) { generator in
      let inputs = randomParts(2, in: range, using: &generator)
      return Trial(inputs) { function($0[0], $0[1]) }
    }
  }

  /// An extreme of pairs, of which now one and now the other is the larger by more than a step.
  static func extremes(
    _ name: String, _ function: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> DifferentiableCase {
    DifferentiableCase(name) { generator in
      let inputs = randomParts(2, in: 0.5..<2, using: &generator)
      let distances = 3 * Tensor(randomSigns: inputs[1].shape, using: &generator)
      return Trial(inputs) { function($0[0], $0[1] + distances) }
    }
  }

  /// A reduction over some axes, which stay or vanish.
  static func reductions(
    _ name: String, shortest: Int = 0,
    _ function: @escaping @Sendable (Tensor, [Int], Bool) -> Tensor
  ) -> DifferentiableCase {
    DifferentiableCase(name) { generator in
      let shape = randomShape(shortest: shortest, using: &generator)
      let chosen = shape.indices.filter { _ in generator.nextInteger(below: 2) == 0 }
      // Counted from the first or from the last.
      let axes = chosen.map { $0 - generator.nextInteger(below: 2) * shape.count }
      let isKeeping = generator.nextInteger(below: 2) == 0
      let inputs = randomTensors(of: [shape], using: &generator)
      return Trial(inputs) { function($0[0], axes, isKeeping) }
    }
  }

  /// A function of a tensor and one of its axes.
  static func lines(
    _ name: String, shortest: Int = 0, _ function: @escaping @Sendable (Tensor, Int) -> Tensor
  ) -> DifferentiableCase {
    DifferentiableCase(name) { generator in
      let (shape, axis) = randomAxis(shortest: shortest, using: &generator)
      return Trial(randomTensors(of: [shape], using: &generator)) { function($0[0], axis) }
    }
  }

  /// A function of a tensor and an axis, along which no step changes the order of the elements.
  static func orders(
    _ name: String, shortest: Int = 0, _ function: @escaping @Sendable (Tensor, Int) -> Tensor
  ) -> DifferentiableCase {
    DifferentiableCase(name) { generator in
      let (shape, axis) = randomAxis(shortest: shortest, using: &generator)
      let order = Tensor(uniform: shape, using: &generator).sorted(axis: axis).indices
      let numbers = order.map { Scalar($0 - shape[axis] / 2) / 16 }
      return Trial([Tensor(numbers, shape: shape)]) { function($0[0], axis) }
    }
  }

  /// A function of a tensor, one of its axes, and a range of positions there.
  static func ranges(
    _ name: String, axis: Int? = nil,
    _ function: @escaping @Sendable (Tensor, Int, Range<Int>) -> Tensor
  ) -> DifferentiableCase {
    DifferentiableCase(name) { generator in
      let (shape, axis) = randomAxis(axis, using: &generator)
      let start = generator.nextInteger(below: shape[axis] + 1)
      let end = start + generator.nextInteger(below: shape[axis] - start + 1)
      let inputs = randomTensors(of: [shape], using: &generator)
      return Trial(inputs) { function($0[0], axis, start..<end) }
    }
  }
}

/// Returns a shape and one of its axes: the given one, or any.
func randomAxis(
  _ axis: Int? = nil, shortest: Int = 0, using generator: inout SeededGenerator
) -> (shape: [Int], axis: Int) {
  let shape = randomShape(minimumRank: 1, shortest: shortest, using: &generator)
  let rank = shape.count
  let chosen = axis.map { normalizedAxis($0, rank: rank) } ?? generator.nextInteger(below: rank)
  return (shape, chosen)
}

/// Returns random tensors of the given shapes.
func randomTensors(of shapes: [[Int]], using generator: inout SeededGenerator) -> [Tensor] {
  shapes.map { Tensor(uniform: $0, in: -2..<2, using: &generator) }
}

/// Returns random tensors that broadcast to one shape.
func randomParts(
  _ count: Int, in range: Range<Scalar>, using generator: inout SeededGenerator
) -> [Tensor] {
  let shape = randomShape(using: &generator)
  return (0..<count).map { _ in
    Tensor(uniform: randomPart(of: shape, using: &generator), in: range, using: &generator)
  }
}
