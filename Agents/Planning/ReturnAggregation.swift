import Base
import Tensors

/// How the returns of a candidate under several draws of a model's weights become one.
///
/// Each trajectory is imagined under one function; what the draws disagree about is what the model
/// does not know.
public enum ReturnAggregation: String, CaseIterable, Codable, Sendable {
  /// The mean over the draws.
  case mean
  /// The mean less β times the standard deviation: avoids what is unknown.
  case careful
  /// The mean plus β times the standard deviation: seeks what is unknown.
  case curious

  /// Returns one return for each candidate.
  ///
  /// - Parameters:
  ///   - returns: Of shape `[draws, candidates]`, with at least one draw.
  ///   - spreadWeight: What the spread over draws weighs, β.
  /// - Returns: Of shape `[candidates]`; not finite where any draw's return is not.
  public func callAsFunction(_ returns: Tensor, spreadWeight: Scalar = 1) -> Tensor {
    require(
      returns.rank == 2 && returns.shape[0] > 0,
      "returns have shape [draws, candidates], not \(returns.shape)")
    let mean = returns.mean(axis: 0)
    switch self {
    case .mean: return mean
    case .careful: return mean - Tensor(spreadWeight) * spread(of: returns)
    case .curious: return mean + Tensor(spreadWeight) * spread(of: returns)
    }
  }

  /// The standard deviation over the draws, of shape `[candidates]`.
  private func spread(of returns: Tensor) -> Tensor {
    sqrt(returns.variance(axes: [0]))
  }
}
