import Tensors

/// What an optimizer needs to go on as if it had never stopped.
public struct OptimizerState {
  /// How many steps have been applied.
  public var stepCount: Int
  /// How many gradients were not applied since they held NaN or infinity.
  public var skippedCount: Int
  /// The moments by name: `firstMoment/` and the path of the parameter, and so on.
  public var tensors: [String: Tensor]

  /// Creates a state.
  public init(stepCount: Int, skippedCount: Int, tensors: [String: Tensor]) {
    (self.stepCount, self.skippedCount, self.tensors) = (stepCount, skippedCount, tensors)
  }
}

/// Why a saved state does not fit an optimizer.
public enum OptimizerStateError: Error, Equatable, CustomStringConvertible {
  /// The optimizer has a moment that was not saved.
  case missing(name: String)
  /// A tensor was saved that the optimizer has no moment for.
  case unexpected(name: String)
  /// A moment was saved with another shape than its parameter has.
  case shape(name: String, expected: [Int], found: [Int])
  /// A count was saved that is negative.
  case negativeCount(Int)

  /// What is wrong, in a sentence for the person at the terminal.
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
  /// A copy of all that changes from step to step, beside the parameters.
  public var state: OptimizerState {
    OptimizerState(
      stepCount: stepCount, skippedCount: skippedCount,
      tensors: Dictionary(
        uniqueKeysWithValues: namedMoments.map { ($0.name, $0.moment.value) }))
  }

  /// Goes back to a saved state.
  ///
  /// All of it is checked first, so a failed restoration leaves the optimizer as it was. With the
  /// parameters of that time, equal gradients then lead to equal parameters, bit by bit.
  ///
  /// - Parameter state: The ``state`` of an optimizer of like parameters with the same rule.
  /// - Throws: ``OptimizerStateError``, for the first thing that does not fit.
  public func restore(_ state: OptimizerState) throws(OptimizerStateError) {
    try check(state)
    for (name, moment) in namedMoments {
      if let saved = state.tensors[name] { moment.value = saved }
    }
    setCounts(step: state.stepCount, skipped: state.skippedCount)
  }

  /// Checks that ``restore(_:)`` can go back to a state.
  ///
  /// - Throws: ``OptimizerStateError``, for the first thing that does not fit.
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
