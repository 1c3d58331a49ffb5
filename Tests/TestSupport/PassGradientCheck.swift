import Base
import Layers
import RealModule
import Tensors
import Testing

/// Checks a model's gradients against central differences.
///
/// Each parameter is moved along one random direction v. The slope of the loss along v must be the
/// inner product of v with the gradient. One direction tests all elements at once: an error in any
/// of them shows with probability one.
///
/// The error of the difference quotient is O(ε²) by truncation and O(u / ε) by rounding, with u the
/// unit roundoff. With ε = u^(1/3), both are about u^(2/3): 4e-11 in double precision, where this
/// asks for a relative error of 1e-6, and 2e-5 in single, where it only finds gross errors, as
/// large as 2 %.
///
/// - Parameters:
///   - parameters: The parameters to differentiate with respect to.
///   - sourceLocation: The place where failures are reported.
///   - loss: Computes a scalar in a pass. It is called with equal generators throughout, so that
///     random draws are the same in every evaluation.
public func expectGradientsMatchDifferences(
  _ parameters: [(path: String, parameter: Parameter)],
  sourceLocation: SourceLocation = #_sourceLocation,
  loss: (inout ForwardPass) -> Tensor
) {
  var generator = SeededGenerator(seed: 1)
  var pass = ForwardPass.training(using: SeededGenerator(seed: 0))
  let value = loss(&pass)
  let gradients = pass.gradients(of: value, for: parameters)
  #expect(!parameters.isEmpty, "there is nothing to check", sourceLocation: sourceLocation)
  expectTapeIsFreed(sourceLocation) {
    var pass = ForwardPass.training(using: SeededGenerator(seed: 0))
    return loss(&pass)
  }

  for ((path, parameter), gradient) in zip(parameters, gradients) {
    let direction = Tensor(standardNormal: parameter.value.shape, using: &generator)
    let expected = inner(direction, gradient)
    let slope = slope(of: loss, at: parameter, along: direction)
    #expect(
      abs(slope - expected) <= gradientTolerance * norm(gradient),
      "\(path): slope \(slope), but gradient \(expected) along the same direction",
      sourceLocation: sourceLocation)
    #expect(expected != 0, "\(path) gets no gradient", sourceLocation: sourceLocation)
  }
}

/// The largest error of a slope, relative to the length of the gradient: its size along a typical
/// direction of standard normal components.
private let gradientTolerance: Scalar = MemoryLayout<Scalar>.size == 8 ? 1e-6 : 2e-2

/// Returns the slope of `loss` along a direction, from two values beside a parameter's.
private func slope(
  of loss: (inout ForwardPass) -> Tensor, at parameter: Parameter, along direction: Tensor
) -> Scalar {
  let start = parameter.value
  defer { parameter.value = start }

  func value(at step: Scalar) -> Scalar {
    parameter.value = start + Tensor(step) * direction
    // This is a training pass, too, since some layers behave differently in inference.
    var pass = ForwardPass.training(using: SeededGenerator(seed: 0))
    return loss(&pass).scalar
  }

  let step = Scalar.root(.ulpOfOne, 3) / max(1, norm(direction))
  return (value(at: step) - value(at: -step)) / (2 * step)
}

private func inner(_ a: Tensor, _ b: Tensor) -> Scalar {
  zip(a.scalars, b.scalars).reduce(0) { $0 + $1.0 * $1.1 }
}

private func norm(_ a: Tensor) -> Scalar { inner(a, a).squareRoot() }
