import Tensors

/// Adam: steps of about one learning rate for every element, whatever the size of its gradient.
///
///     m ← β₁ m + (1 − β₁) g
///     v ← β₂ v + (1 − β₂) g²
///     p ← p − rate · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
///
/// Reference: Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1.
public struct Adam: UpdateRule {
  /// The fraction of the average gradient that remains at each step, β₁.
  public let firstDecay: Double
  /// The fraction of the average squared gradient that remains at each step, β₂.
  public let secondDecay: Double
  /// The constant added to the root of the average square, ε.
  public let epsilon: Double

  public let momentNames = ["firstMoment", "secondMoment"]

  /// Creates the rule.
  ///
  /// - Parameters:
  ///   - firstDecay: The fraction of the average gradient that remains at each step, β₁.
  ///   - secondDecay: The fraction of the average squared gradient that remains at each step, β₂.
  ///   - epsilon: The constant added to the root of the average square, ε. The paper's is 1e-8,
  ///     PlaNet's 1e-4.
  /// - Precondition: The decays are in 0..<1, and ε is positive and finite as a `Scalar`.
  public init(firstDecay: Double = 0.9, secondDecay: Double = 0.999, epsilon: Double = 1e-8) {
    requireConstant("firstDecay", firstDecay, in: 0..<1)
    requireConstant("secondDecay", secondDecay, in: 0..<1)
    requireEpsilon(epsilon)
    (self.firstDecay, self.secondDecay, self.epsilon) = (firstDecay, secondDecay, epsilon)
  }

  public func update(
    _ parameter: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>,
    moments: [UnsafeMutablePointer<Scalar>], count: Int, _ step: UpdateStep
  ) {
    update(parameter, along: gradient, moments: moments, count: count, step, weightDecay: 0)
  }

  /// Takes a step after subtracting a part of the parameter.
  fileprivate func update(
    _ parameter: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>,
    moments: [UnsafeMutablePointer<Scalar>], count: Int, _ step: UpdateStep, weightDecay: Double
  ) {
    var constants = AdamStep(number: step.number)
    constants.learningRate = step.learningRate
    constants.firstDecay = firstDecay
    constants.secondDecay = secondDecay
    constants.epsilon = epsilon
    constants.weightDecay = weightDecay
    constants.gradientScale = step.gradientScale
    adamStep(
      parameter, gradient: gradient, firstMoment: moments[0], secondMoment: moments[1],
      count: count, constants)
  }
}

/// Adam with weight decay that is separate from the gradient.
///
///     p ← p − rate · (decay · p + m̂ / (√v̂ + ε))
///
/// Reference: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019,
/// algorithm 2.
public struct AdamW: UpdateRule {
  /// The rule without decay.
  public let adam: Adam
  /// The fraction of a parameter that is subtracted at each step, before multiplying by the
  /// learning rate.
  public let weightDecay: Double

  public var momentNames: [String] { adam.momentNames }

  /// Creates the rule.
  ///
  /// - Parameters:
  ///   - weightDecay: The fraction of a parameter that is subtracted at each step, before
  ///     multiplying by the learning rate.
  ///   - firstDecay: The fraction of the average gradient that remains at each step, β₁.
  ///   - secondDecay: The fraction of the average squared gradient that remains at each step, β₂.
  ///   - epsilon: The constant added to the root of the average square, ε.
  /// - Precondition: The decays of moments are in 0..<1, that of weights is not negative, and ε is
  ///   positive and finite as a `Scalar`.
  public init(
    weightDecay: Double = 1e-2, firstDecay: Double = 0.9, secondDecay: Double = 0.999,
    epsilon: Double = 1e-8
  ) {
    requireConstant("weightDecay", weightDecay, in: 0 ..< .infinity)
    self.weightDecay = weightDecay
    adam = Adam(firstDecay: firstDecay, secondDecay: secondDecay, epsilon: epsilon)
  }

  public func update(
    _ parameter: UnsafeMutablePointer<Scalar>, along gradient: UnsafePointer<Scalar>,
    moments: [UnsafeMutablePointer<Scalar>], count: Int, _ step: UpdateStep
  ) {
    adam.update(
      parameter, along: gradient, moments: moments, count: count, step, weightDecay: weightDecay)
  }
}
