import Base
import Tensors

/// The cross-entropy method: draw candidates, refit a normal distribution to the best, repeat.
///
/// Every decision starts from the same distribution, and executes the first mean action. The
/// defaults are PlaNet's.
///
/// Reference: Hafner et al., "Learning Latent Dynamics for Planning from Pixels", ICML 2019,
/// algorithm 2, [arXiv:1811.04551](https://arxiv.org/abs/1811.04551).
public struct CrossEntropyMethod: Planner {
  /// The settings of the search.
  public struct Configuration: Hashable, Sendable {
    /// The number of candidates in an iteration.
    public var candidates = 1000
    /// The number of iterations.
    public var iterations = 10
    /// The number of best candidates to which the distribution is fitted.
    public var elites = 100
    /// The standard deviation at the start.
    public var initialStddev: Scalar = 1
    /// The constant that is added to the elites' variance.
    public var varianceFloor: Scalar = 1e-6

    /// Creates PlaNet's configuration.
    public init() {}
  }

  public let sequences: ActionSequences
  /// The settings of the search.
  public let configuration: Configuration
  public var memory: [String: Tensor] = [:]
  public var proposals: Tensor?

  /// Creates a planner.
  ///
  /// - Precondition: The counts are positive, and there are at least as many candidates as elites.
  public init(_ sequences: ActionSequences, _ configuration: Configuration = Configuration()) {
    Search.requireCounts(
      candidates: configuration.candidates, elites: configuration.elites,
      iterations: configuration.iterations)
    (self.sequences, self.configuration) = (sequences, configuration)
  }

  public mutating func plan(
    using generator: inout SeededGenerator, score: (Tensor) throws -> Tensor
  ) rethrows -> Plan {
    var mean = sequences.constant(0)
    var stddev = sequences.constant(configuration.initialStddev)
    var search = Search(sequences)
    for iteration in 0..<configuration.iterations {
      var candidates = sequences.drawn(
        configuration.candidates, mean: mean, stddev: stddev, using: &generator)
      if iteration == 0, let proposals { candidates = sequences.joined(candidates, proposals) }
      guard try search.rank(candidates, elites: configuration.elites, score) else { continue }
      let moments = sequences.moments(of: search.elites, weights: search.equalWeights)
      mean = moments.mean
      stddev = sqrt(moments.variance + Tensor(configuration.varianceFloor))
    }
    return search.plan(of: mean, remembering: &memory)
  }
}
