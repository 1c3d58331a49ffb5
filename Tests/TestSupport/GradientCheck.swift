import Base
import RealModule
import Tensors
import Testing

/// Checks the gradients of a function of tensors against central differences.
///
/// The slope of the sum of all results along a random direction of each input must be the inner
/// product of that direction and the gradient. In double precision the two agree to 1e-6 of their
/// size; in single precision only mistakes of several percent are found.
///
/// - Parameters:
///   - inputs: The points at which to differentiate. Nearby points must not cross a kink of the
///     function.
///   - sourceLocation: The place where failures are reported.
///   - function: The function to differentiate. Its results are weighted with random numbers before
///     they are summed, so that no gradient cancels. Nothing may keep the tape of results that are
///     gone.
public func expectGradientsMatchDifferences(
  at inputs: [Tensor], sourceLocation: SourceLocation = #_sourceLocation,
  of function: ([Tensor]) -> Tensor
) {
  var generator = SeededGenerator(seed: 1)
  let weights = Tensor(standardNormal: function(inputs).shape, using: &generator)
  let tape = Tape()
  let variables = inputs.map { tape.variable($0) }
  let result = function(variables)
  #expect(result.tape === tape, "the result is not on the tape", sourceLocation: sourceLocation)
  guard result.tape === tape else { return }
  let gradients = tape.gradients(of: (weights * result).sum())
  expectTapeIsFreed(sourceLocation) {
    let tape = Tape()
    return function(inputs.map { tape.variable($0) })
  }

  func total(_ inputs: [Tensor]) -> Double {
    zip(function(inputs).scalars, weights.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  // Balances the error of the difference formula, step², against rounding, ulp / step.
  let step = Scalar.root(.ulpOfOne, 3)
  for (index, input) in inputs.enumerated() {
    guard let gradient = gradients[variables[index]] else {
      Issue.record("input \(index) gets no gradient", sourceLocation: sourceLocation)
      continue
    }
    #expect(gradient.shape == input.shape, "input \(index)", sourceLocation: sourceLocation)
    guard gradient.shape == input.shape else { continue }
    let direction = Tensor(standardNormal: input.shape, using: &generator)
    func shifted(by amount: Scalar) -> [Tensor] {
      var shifted = inputs
      shifted[index] = input + amount * direction
      return shifted
    }
    let slope = (total(shifted(by: step)) - total(shifted(by: -step))) / Double(2 * step)
    let terms = zip(direction.scalars, gradient.scalars).map { Double($0) * Double($1) }
    let expected = terms.reduce(0.0) { $0 + $1 }
    let size = terms.reduce(0.0) { $0 + $1.magnitude }
    let tolerance = (Scalar.self == Double.self ? 1e-6 : 3e-2) * max(size, 1e-3)
    #expect(
      abs(slope - expected) <= tolerance,
      "input \(index): slope \(slope), but gradient \(expected) along the same direction",
      sourceLocation: sourceLocation)
  }
}

/// Checks that a tape without gradients taken is freed together with the results on it, so that
/// none of their pullbacks keeps a tensor on the tape.
func expectTapeIsFreed(_ sourceLocation: SourceLocation, result: () -> Tensor) {
  weak var tape: Tape?
  do { tape = result().tape }
  #expect(tape == nil, "the tape is kept", sourceLocation: sourceLocation)
}
