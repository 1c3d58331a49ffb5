import Base
import RealModule
import Tensors
import Testing

/// Checks the gradients of a function of several tensors against central differences.
///
/// All inputs are moved along one random direction each. A random linear combination of the outputs
/// is differentiated, so that an error in any element shows with probability one. The step is the
/// cube root of the unit roundoff u, where the errors of truncation and of rounding are both about
/// u^(2/3): 4e-11 in double precision, 2e-5 in single.
func expectGradientsMatchDifferences(
  at inputs: [Tensor], sourceLocation: SourceLocation = #_sourceLocation,
  _ function: ([Tensor]) throws -> Tensor
) rethrows {
  var generator = SeededGenerator(seed: 11)
  let tape = Tape()
  let variables = inputs.map { tape.variable($0) }
  let output = try function(variables)
  let weights = Tensor(standardNormal: output.shape, using: &generator)
  let gradients = tape.gradients(of: (output * weights).sum())
  let step = Scalar.root(.ulpOfOne, 3)
  for index in inputs.indices {
    let direction = Tensor(standardNormal: inputs[index].shape, using: &generator)
    var values: [Scalar] = []
    for signedStep in [step, -step] {
      var shifted = inputs
      shifted[index] = inputs[index] + Tensor(signedStep) * direction
      values.append((try function(shifted) * weights).sum().scalar)
    }
    guard let gradient = gradients[variables[index]] else {
      Issue.record("input \(index) gets no gradient", sourceLocation: sourceLocation)
      continue
    }
    let expected = (gradient * direction).sum().scalar
    let slope = (values[0] - values[1]) / (2 * step)
    let tolerance: Scalar = Scalar.self == Double.self ? 1e-6 : 2e-2
    #expect(
      abs(slope - expected) <= tolerance * max(1, abs(expected)),
      "input \(index): slope \(slope), but gradient \(expected)", sourceLocation: sourceLocation)
    #expect(expected != 0, "input \(index) gets no gradient", sourceLocation: sourceLocation)
  }
}

/// Returns standard normal tensors of the given shapes, from a seed.
func normals(_ shapes: [Int]..., seed: UInt64 = 1) -> [Tensor] {
  var generator = SeededGenerator(seed: seed)
  return shapes.map { Tensor(standardNormal: $0, using: &generator) }
}
