import Tensors

/// Stochastic gradient descent, with optional momentum.
///
///     u ← momentum · u + g
///     p ← p − rate · u,  or  p ← p − rate · (g + momentum · u)  for Nesterov's
///
/// Reference: Sutskever et al., "On the Importance of Initialization and Momentum in Deep
/// Learning", ICML 2013, section 2.
public struct SGD: UpdateRule {
  /// The fraction of the velocity u that remains at each step.
  public let momentum: Double
  /// Whether the step looks ahead along the velocity.
  public let isNesterov: Bool

  /// The velocity, if there is momentum.
  public var momentNames: [String] { momentum == 0 ? [] : ["velocity"] }

  /// Creates the rule.
  ///
  /// - Parameters:
  ///   - momentum: The fraction of the velocity that remains at each step.
  ///   - isNesterov: Whether the step looks ahead along the velocity.
  /// - Precondition: The momentum is not negative.
  public init(momentum: Double = 0, isNesterov: Bool = false) {
    requireConstant("momentum", momentum, in: 0 ..< .infinity)
    (self.momentum, self.isNesterov) = (momentum, isNesterov)
  }

  public func update(
    _ parameter: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>,
    moments: [UnsafeMutablePointer<Scalar>], count: Int, _ step: UpdateStep
  ) {
    var constants = DescentStep()
    constants.learningRate = step.learningRate
    constants.momentum = momentum
    constants.isNesterov = isNesterov
    constants.gradientScale = step.gradientScale
    descentStep(parameter, gradient: gradient, velocity: moments.first, count: count, constants)
  }
}

/// Gradient descent in units of the gradient's recent size.
///
///     v ← decay · v + (1 − decay) g²
///     u ← momentum · u + g / (√v + ε)
///     p ← p − rate · u
///
/// Reference: Tieleman and Hinton, "Lecture 6.5: RMSProp", COURSERA: Neural Networks for Machine
/// Learning, 2012.
public struct RMSProp: UpdateRule {
  /// The fraction of the average squared gradient that remains at each step.
  public let decay: Double
  /// The fraction of the velocity u that remains at each step.
  public let momentum: Double
  /// The constant added to the root of the average square, ε.
  public let epsilon: Double

  /// The average square, and the velocity if there is momentum.
  public var momentNames: [String] {
    momentum == 0 ? ["secondMoment"] : ["secondMoment", "velocity"]
  }

  /// Creates the rule.
  ///
  /// - Parameters:
  ///   - decay: The fraction of the average squared gradient that remains at each step.
  ///   - momentum: The fraction of the velocity that remains at each step.
  ///   - epsilon: The constant added to the root of the average square, ε.
  /// - Precondition: The decay is in 0..<1, the momentum is not negative, and ε is positive and
  ///   finite as a `Scalar`.
  public init(decay: Double = 0.9, momentum: Double = 0, epsilon: Double = 1e-8) {
    requireConstant("decay", decay, in: 0..<1)
    requireConstant("momentum", momentum, in: 0 ..< .infinity)
    requireEpsilon(epsilon)
    (self.decay, self.momentum, self.epsilon) = (decay, momentum, epsilon)
  }

  public func update(
    _ parameter: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>,
    moments: [UnsafeMutablePointer<Scalar>], count: Int, _ step: UpdateStep
  ) {
    var constants = DescentStep()
    constants.learningRate = step.learningRate
    constants.momentum = momentum
    constants.decay = decay
    constants.epsilon = epsilon
    constants.gradientScale = step.gradientScale
    rootMeanSquareStep(
      parameter, gradient: gradient, secondMoment: moments[0],
      velocity: moments.dropFirst().first, count: count, constants)
  }
}
