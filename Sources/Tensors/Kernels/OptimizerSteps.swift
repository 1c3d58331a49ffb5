import CKernels
import RealModule

/// The constants of a step of ``adamStep(_:gradient:firstMoment:secondMoment:count:_:)``.
package struct AdamStep: Hashable, Sendable {
  /// The learning rate.
  package var learningRate = 1e-3
  /// The fraction of the average gradient that remains, β₁.
  package var firstDecay = 0.9
  /// The fraction of the average squared gradient that remains, β₂.
  package var secondDecay = 0.999
  /// The constant added to the root of the average square, ε.
  package var epsilon = 1e-8
  /// The fraction of the parameter that is subtracted first, before multiplying by the learning
  /// rate, as in AdamW.
  package var weightDecay = 0.0
  /// The factor that first multiplies the gradient, less than one to clip it.
  package var gradientScale = 1.0
  /// The number of this step, from one.
  package var number: Int

  /// Creates the constants of a step.
  package init(number: Int) { self.number = number }
}

/// The constants of one step of gradient descent or of RMSProp.
package struct DescentStep: Hashable, Sendable {
  /// The learning rate.
  package var learningRate = 1e-3
  /// The fraction of the velocity that remains.
  package var momentum = 0.0
  /// Whether the step looks ahead along the velocity (Nesterov).
  package var isNesterov = false
  /// The fraction of the average squared gradient that remains, for RMSProp.
  package var decay = 0.9
  /// The constant added to the root of the average square, for RMSProp.
  package var epsilon = 1e-8
  /// The factor that first multiplies the gradient, less than one to clip it.
  package var gradientScale = 1.0

  /// Creates the constants of a step.
  package init() {}

  fileprivate var rates: DescentRates {
    DescentRates(
      learningRate: learningRate, momentum: momentum, decay: decay, epsilon: epsilon,
      gradientScale: gradientScale, isNesterov: isNesterov)
  }
}

/// Takes a step of Adam or AdamW, in place.
///
///     g = scale · gradient
///     m ← β₁ m + (1 − β₁) g
///     v ← β₂ v + (1 − β₂) g²
///     p ← (1 − rate · weightDecay) p − rate · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
///
/// References: Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1;
/// Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019, algorithm 2.
package func adamStep(
  _ parameter: UnsafeMutablePointer<Scalar>, gradient: UnsafePointer<Scalar>,
  firstMoment: UnsafeMutablePointer<Scalar>, secondMoment: UnsafeMutablePointer<Scalar>,
  count: Int, _ step: AdamStep
) {
  let time = Double(step.number)
  let rates = AdamRates(
    firstDecay: step.firstDecay, secondDecay: step.secondDecay,
    stepSize: step.learningRate / (1 - .pow(step.firstDecay, time)),
    rootScale: 1 / (1 - .pow(step.secondDecay, time)).squareRoot(),
    epsilon: step.epsilon, gradientScale: step.gradientScale,
    parameterScale: 1 - step.learningRate * step.weightDecay)
  Kernel.adam(parameter, gradient, firstMoment, secondMoment, count, rates)
}

/// Takes a step of gradient descent, in place.
///
///     g = scale · gradient
///     u ← momentum · u + g
///     p ← p − rate · u,  or  p ← p − rate · (g + momentum · u)  for Nesterov's
///
/// The velocity u may be `nil` for a momentum of zero.
package func descentStep(
  _ parameter: UnsafeMutablePointer<Scalar>, gradient: UnsafePointer<Scalar>,
  velocity: UnsafeMutablePointer<Scalar>?, count: Int, _ step: DescentStep
) {
  Kernel.descent(parameter, gradient, velocity, count, step.rates)
}

/// Takes a step of RMSProp, in place.
///
///     g = scale · gradient
///     v ← decay · v + (1 − decay) g²
///     u ← momentum · u + g / (√v + ε)
///     p ← p − rate · u
///
/// The velocity u may be `nil` for a momentum of zero.
///
/// Reference: Tieleman and Hinton, "Lecture 6.5: RMSProp", COURSERA: Neural Networks for Machine
/// Learning, 2012.
package func rootMeanSquareStep(
  _ parameter: UnsafeMutablePointer<Scalar>, gradient: UnsafePointer<Scalar>,
  secondMoment: UnsafeMutablePointer<Scalar>, velocity: UnsafeMutablePointer<Scalar>?,
  count: Int, _ step: DescentStep
) {
  Kernel.rootMeanSquareStep(parameter, gradient, secondMoment, velocity, count, step.rates)
}

extension Tensor {
  /// The sum of the squares of all elements, in double precision, which is the same for any number
  /// of threads.
  package var sumOfSquares: Double { Kernel.sumOfSquares(elements, count) }
}
