import Base
import RealModule
import Tensors

/// Model-predictive path integral control: candidates are weighted by the exponential of their
/// return.
///
/// The distribution is fitted to the elites with the weights
///
///     wᵢ ∝ exp((Rᵢ − max R) / λ)
///
/// and starts from the last plan, one step later. TD-MPC calls 1 / λ the temperature, and uses 0.5.
///
/// Reference: Williams et al., "Model Predictive Path Integral Control", 2015, eq. 22,
/// [arXiv:1509.01149](https://arxiv.org/abs/1509.01149); with elites and iterations as in Hansen,
/// Wang and Su, "Temporal Difference Learning for Model Predictive Control", ICML 2022, section 3.
public struct PathIntegral: Planner {
  /// The settings of the search.
  public struct Configuration: Hashable, Sendable {
    /// The number of candidates in an iteration.
    public var candidates = 512
    /// The number of iterations.
    public var iterations = 6
    /// The number of best candidates to which the distribution is fitted.
    public var elites = 64
    /// The difference in return, λ, that makes a candidate weigh e times less.
    public var temperature: Scalar = 2
    /// The share of the old mean in the new one.
    public var momentum: Scalar = 0.1
    /// The standard deviation at the start of a decision.
    public var initialStddev: Scalar = 1
    /// The lower bound of the standard deviation after the first iteration.
    public var minimumStddev: Scalar = 0.05

    /// Creates a configuration.
    public init() {}
  }

  public let sequences: ActionSequences
  /// The settings of the search.
  public let configuration: Configuration
  public var memory: [String: Tensor] = [:]
  public var proposals: Tensor?

  /// Creates a planner.
  ///
  /// - Precondition: The counts are positive, there are at least as many candidates as elites, and
  ///   the temperature is positive.
  public init(_ sequences: ActionSequences, _ configuration: Configuration = Configuration()) {
    Search.requireCounts(
      candidates: configuration.candidates, elites: configuration.elites,
      iterations: configuration.iterations)
    require(
      configuration.temperature > 0,
      "a search needs a positive temperature, not \(configuration.temperature)")
    (self.sequences, self.configuration) = (sequences, configuration)
  }

  public mutating func plan(
    using generator: inout SeededGenerator, score: (Tensor) throws -> Tensor
  ) rethrows -> Plan {
    var mean = memory["mean"].map(sequences.shifted) ?? sequences.constant(0)
    var stddev = sequences.constant(configuration.initialStddev)
    var search = Search(sequences)
    for iteration in 0..<configuration.iterations {
      var candidates = sequences.drawn(
        configuration.candidates, mean: mean, stddev: stddev, using: &generator)
      if iteration == 0, let proposals { candidates = sequences.joined(candidates, proposals) }
      guard try search.rank(candidates, elites: configuration.elites, score) else { continue }
      let moments = sequences.moments(of: search.elites, weights: weights(of: search.returns))
      mean =
        Tensor(configuration.momentum) * mean + Tensor(1 - configuration.momentum) * moments.mean
      stddev = maximum(sqrt(moments.variance), Tensor(configuration.minimumStddev))
    }
    memory["mean"] = mean
    return search.plan(of: mean, remembering: &memory)
  }

  private func weights(of returns: [Scalar]) -> [Scalar] {
    let highest = returns.first ?? 0
    let exponentials = returns.map { Scalar.exp(($0 - highest) / configuration.temperature) }
    let sum: Scalar = exponentials.reduce(0, +)
    return exponentials.map { $0 / sum }
  }
}
