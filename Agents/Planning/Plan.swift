import Base
import Tensors

/// The result of a planner.
public struct Plan {
  /// The actions to take, of shape `[horizon, actionSize]`, each in [-1, 1].
  public var actions: Tensor
  /// The mean return that the scoring function gave to the last elites, or NaN if none was finite.
  public var predictedReturn: Scalar
  /// The last candidates, best first, of shape `[horizon, elites, actionSize]`.
  public var elites: Tensor
  /// The returns of ``elites``.
  public var eliteReturns: [Scalar]
  /// All candidates of each iteration, first to last, each tensor of shape
  /// `[horizon, candidates, actionSize]`.
  public var candidates: [Tensor]
  /// The number of candidates that scored NaN or infinity.
  public var nonfiniteCount: Int
  /// Whether no candidate had a finite return, so that the plan is the previous one.
  public var isFallback: Bool

  /// The first action.
  public var action: [Scalar] {
    Array(UnsafeBufferPointer(start: actions.elements, count: actions.shape[1]))
  }
}
