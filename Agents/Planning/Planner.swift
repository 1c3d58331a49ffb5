import Base
import Tensors

/// A search for the sequence of actions with the highest return.
///
/// A planner is a value: everything it remembers from one decision to the next is in ``memory``, so
/// a saved and restored planner continues with the same plans.
public protocol Planner {
  /// The search space.
  var sequences: ActionSequences { get }

  /// The planner's memory of its last decision, by name; empty at the start of an episode.
  ///
  /// Its tensors fit ``sequences``, as determined by ``ActionSequences/fits(_:)``; all except
  /// `elites` are a single sequence.
  var memory: [String: Tensor] { get set }

  /// Sequences that the next search considers in addition to its own, of shape
  /// `[horizon, any, actionSize]`, or `nil` for none.
  var proposals: Tensor? { get set }

  /// Searches.
  ///
  /// - Parameters:
  ///   - generator: The source of candidates.
  ///   - score: Maps candidates of shape `[horizon, candidates, actionSize]` to returns of shape
  ///     `[candidates]`. A return that is not finite ranks last.
  /// - Returns: The plan.
  mutating func plan(
    using generator: inout SeededGenerator, score: (Tensor) throws -> Tensor
  ) rethrows -> Plan
}

extension Planner {
  /// Forgets the last decision, as at the start of an episode.
  public mutating func reset() { memory = [:] }
}
