import Tensors

/// The state that an optimizer needs to continue as if it had never stopped.
public struct OptimizerState {
  /// The number of steps that have been applied.
  public var stepCount: Int
  /// The number of gradients that were not applied because they held NaN or infinity, or were too
  /// large.
  public var skippedCount: Int
  /// The moments by name: `firstMoment/` and the path of the parameter, and so on.
  public var tensors: [String: Tensor]

  /// Creates a state.
  public init(stepCount: Int, skippedCount: Int, tensors: [String: Tensor]) {
    (self.stepCount, self.skippedCount, self.tensors) = (stepCount, skippedCount, tensors)
  }
}

/// A mismatch between a saved state and an optimizer.
public enum OptimizerStateError: Error, Equatable, CustomStringConvertible {
  /// The optimizer has a moment that was not saved.
  case missing(name: String)
  /// A tensor was saved for which the optimizer has no moment.
  case unexpected(name: String)
  /// A moment was saved with a shape other than that of its parameter.
  case shape(name: String, expected: [Int], found: [Int])
  /// A negative count was saved.
  case negativeCount(Int)

  /// A sentence that tells the user what is wrong.
  public var description: String {
    switch self {
    case .missing(let name): "the optimizer's state has no '\(name)'"
    case .unexpected(let name): "the optimizer's state has '\(name)', which the optimizer lacks"
    case .shape(let name, let expected, let found):
      "'\(name)' has shape \(expected) in the optimizer, but \(found) in its saved state"
    case .negativeCount(let count): "the optimizer's state counts \(count) steps"
    }
  }
}

extension Optimizer {
  /// A copy of everything that changes from step to step, apart from the parameters.
  public var state: OptimizerState {
    OptimizerState(
      stepCount: stepCount, skippedCount: skippedCount,
      tensors: Dictionary(
        uniqueKeysWithValues: namedMoments.map { ($0.name, $0.moment.value) }))
  }

  /// Returns to a saved state.
  ///
  /// The whole state is checked first, so a failed restoration leaves the optimizer as it was. With
  /// the parameters of that time, equal gradients then lead to equal parameters, bit for bit.
  ///
  /// - Parameter state: The ``state`` of an optimizer with the same parameters and the same rule.
  /// - Throws: ``OptimizerStateError`` for the first mismatch.
  public func restore(_ state: OptimizerState) throws(OptimizerStateError) {
    try check(state)
    for (name, moment) in namedMoments {
      if let saved = state.tensors[name] { moment.value = saved }
    }
    setCounts(step: state.stepCount, skipped: state.skippedCount)
  }

  /// Checks that ``restore(_:)`` can return to a state.
  ///
  /// - Throws: ``OptimizerStateError`` for the first mismatch.
  package func check(_ state: OptimizerState) throws(OptimizerStateError) {
    for count in [state.stepCount, state.skippedCount] where count < 0 {
      throw .negativeCount(count)
    }
    let moments = namedMoments
    for (name, moment) in moments {
      guard let saved = state.tensors[name] else { throw .missing(name: name) }
      guard saved.shape == moment.value.shape else {
        throw .shape(name: name, expected: moment.value.shape, found: saved.shape)
      }
    }
    let known = Set(moments.map(\.name))
    if let name = state.tensors.keys.sorted().first(where: { !known.contains($0) }) {
      throw .unexpected(name: name)
    }
  }

  private var namedMoments: [(name: String, moment: Parameter)] {
    zip(parameters, moments).flatMap { named, moments in
      zip(rule.momentNames, moments).map { (name: "\($0)/\(named.path)", moment: $1) }
    }
  }
}
