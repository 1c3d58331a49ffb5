import Base
import Tensors

/// The way in which the returns of a candidate under several draws of a model's weights are
/// combined.
///
/// Each trajectory is imagined under a single function; the disagreement of the draws is what the
/// model does not know.
public enum ReturnAggregation: String, CaseIterable, Codable, Sendable {
  /// The mean over the draws.
  case mean
  /// The mean minus β times the standard deviation, which avoids the unknown.
  case careful
  /// The mean plus β times the standard deviation, which seeks the unknown.
  case curious

  /// Returns one return for each candidate.
  ///
  /// - Parameters:
  ///   - returns: Of shape `[draws, candidates]`, with at least one draw.
  ///   - spreadWeight: The weight of the spread over draws, β.
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

  /// Returns the standard deviation over the draws, of shape `[candidates]`.
  private func spread(of returns: Tensor) -> Tensor {
    sqrt(returns.variance(axes: [0]))
  }
}
