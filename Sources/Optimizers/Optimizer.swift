import Base
import Tensors

/// Changes parameters along their gradients, and keeps the state that it needs between steps.
///
/// ```swift
/// let optimizer = Optimizer(
///   model.parameters, rule: Adam(epsilon: 1e-4), learningRate: .constant(1e-3),
///   clipping: .globalNorm(1000))
/// ...
/// optimizer.step(pass.gradients(of: loss, for: optimizer.parameters))
/// ```
///
/// A gradient that contains NaN or infinity, or whose square overflows, changes nothing: no
/// parameter, no moment, and not the count of steps. It is counted in ``skippedCount``.
public final class Optimizer {
  /// The effect of a gradient.
  public struct Report: Hashable, Sendable {
    /// Whether the parameters were changed.
    public let isApplied: Bool
    /// The Euclidean norm of all gradients together, before clipping.
    public let gradientNorm: Double
    /// The factor that multiplied the gradients: less than one if they were clipped by norm.
    public let gradientScale: Double
    /// The learning rate of the step.
    public let learningRate: Double
  }

  /// The way in which gradients change parameters.
  public let rule: any UpdateRule
  /// The learning rate of each step.
  public let learningRate: Schedule
  /// The limit on the size of gradients, or `nil` for no limit.
  public let clipping: Clipping?
  /// The number of steps that have been applied.
  public private(set) var stepCount = 0
  /// The number of gradients that were not applied because they held NaN or infinity, or were too
  /// large.
  public private(set) var skippedCount = 0

  /// The parameters to change, with paths that name the moments in checkpoints.
  ///
  /// Pass these to a pass's `gradients(of:for:)`, so that gradients have the order that
  /// ``step(_:)`` expects.
  public let parameters: [(path: String, parameter: Parameter)]
  /// The moments of each parameter, in the order of the rule's names.
  let moments: [[Parameter]]

  /// Creates an optimizer of a model's parameters.
  ///
  /// - Parameters:
  ///   - parameters: The parameters to change, with paths that name the moments in checkpoints.
  ///   - rule: The way in which gradients change parameters.
  ///   - learningRate: The learning rate of each step.
  ///   - clipping: The limit on the size of gradients, or `nil` for no limit. The default is
  ///     PlaNet's.
  /// - Precondition: The limit of clipping is positive and finite, and no path and no parameter
  ///   occurs twice.
  public init(
    _ parameters: [(path: String, parameter: Parameter)], rule: any UpdateRule = Adam(),
    learningRate: Schedule = .constant(1e-3), clipping: Clipping? = .globalNorm(1000)
  ) {
    clipping?.requireLimit()
    requireDistinct(parameters)
    self.parameters = parameters
    (self.rule, self.learningRate, self.clipping) = (rule, learningRate, clipping)
    moments = parameters.map { _, parameter in
      rule.momentNames.map { _ in Parameter(Tensor(repeating: 0, shape: parameter.value.shape)) }
    }
  }

  /// Changes every parameter by one step.
  ///
  /// - Parameter gradients: One gradient for each parameter, of its shape.
  /// - Returns: The effect of the gradients.
  /// - Precondition: The gradients fit the parameters, whose shapes have not changed since the
  ///   start.
  @discardableResult
  public func step(_ gradients: [Tensor]) -> Report {
    requireFit(gradients)
    let norm = gradients.reduce(0) { $0 + $1.sumOfSquares }.squareRoot()
    let rate = learningRate(stepCount)
    let scale = clipping?.scale(forNorm: norm) ?? 1
    let largest = clipping?.valueLimit.map { min($0, norm) } ?? norm * scale
    guard norm.isFinite, Scalar(largest * largest).isFinite else {
      skippedCount += 1
      return Report(isApplied: false, gradientNorm: norm, gradientScale: 1, learningRate: rate)
    }
    let clipped = clipping?.valueLimit.map { limit in
      gradients.map { $0.clamped(to: Scalar(-limit)...Scalar(limit)) }
    }
    stepCount += 1
    let step = UpdateStep(number: stepCount, learningRate: rate, gradientScale: scale)
    for (index, gradient) in (clipped ?? gradients).enumerated() {
      update(index, along: gradient, step)
    }
    return Report(isApplied: true, gradientNorm: norm, gradientScale: scale, learningRate: rate)
  }

  private func update(_ index: Int, along gradient: Tensor, _ step: UpdateStep) {
    let moments = moments[index].map { $0.withMutableElements { $0 } }
    parameters[index].parameter.withMutableElements { elements in
      rule.update(
        elements, along: UnsafePointer(gradient.elements), moments: moments,
        count: gradient.count, step)
    }
    withExtendedLifetime((gradient, self.moments[index])) {}
  }

  private func requireFit(_ gradients: [Tensor]) {
    require(
      gradients.count == parameters.count,
      "an optimizer of \(parameters.count) parameters was given \(gradients.count) gradients")
    for (index, gradient) in gradients.enumerated() {
      let (path, shape) = (parameters[index].path, parameters[index].parameter.value.shape)
      require(
        gradient.shape == shape, "'\(path)' has shape \(shape), but its gradient \(gradient.shape)")
      require(
        moments[index].allSatisfy { $0.value.shape == shape },
        "'\(path)' has shape \(shape), but its moments \(moments[index].map(\.value.shape)):"
          + " parameters keep the shapes that an optimizer was made for")
    }
  }

  /// Sets the optimizer's progress, for ``restore(_:)``.
  func setCounts(step: Int, skipped: Int) { (stepCount, skippedCount) = (step, skipped) }
}

/// Stops the program if two parameters have the same path, or a parameter has two paths.
private func requireDistinct(_ parameters: [(path: String, parameter: Parameter)]) {
  var known: Set<String> = []
  var paths: [ObjectIdentifier: String] = [:]
  for (path, parameter) in parameters {
    require(
      known.insert(path).inserted,
      "two parameters of an optimizer have the path '\(path)', which names moments in checkpoints:"
        + " make the models properties of one module, or give each an optimizer")
    let other = paths.updateValue(path, forKey: ObjectIdentifier(parameter))
    require(
      other == nil,
      "'\(other ?? "")' and '\(path)' are the same parameter, which a step would change twice: list"
        + " it once, or make what shares it one module")
  }
}
