import Base
import RealModule
import Tensors

/// The improved cross-entropy method: good plans from few candidates.
///
/// It adds to ``CrossEntropyMethod``: noise that is correlated in time, elites that are kept for
/// the next iteration and, one step later, for the next decision, a shrinking population, a
/// distribution that moves with momentum and starts from the last plan, and the mean as one of the
/// last candidates.
///
/// Executing the mean rather than the best candidate suits learned models, which the best candidate
/// exploits.
///
/// Reference: Pinneri et al., "Sample-efficient Cross-Entropy Method for Real-time Planning", CoRL
/// 2020, algorithm 1, [arXiv:2008.06389](https://arxiv.org/abs/2008.06389).
public struct ImprovedCrossEntropyMethod: Planner {
  /// The plan that is executed.
  public enum Execution: String, CaseIterable, Sendable {
    /// The final mean of the distribution: that of the elites, with momentum.
    case mean
    /// The best candidate.
    case best
  }

  /// The settings of the search.
  public struct Configuration: Hashable, Sendable {
    /// The number of new candidates in the first iteration, or twice the elites if that is more.
    public var candidates = 150
    /// The number of iterations.
    public var iterations = 4
    /// The number of best candidates to which the distribution is fitted.
    public var elites = 15
    /// The factor by which the number of candidates shrinks from one iteration to the next, down to
    /// twice the elites.
    public var shrinkage: Double = 1.25
    /// The fraction of elites that are kept.
    public var keptElites: Double = 0.3
    /// The share of the old distribution in the new one: α.
    public var momentum: Scalar = 0.1
    /// The standard deviation at the start of a decision.
    public var initialStddev: Scalar = 0.5
    /// The lower bound of the standard deviation after the first iteration.
    public var minimumStddev: Scalar = 0.05
    /// The exponent β with which the noise's power falls with frequency.
    public var noiseExponent: Double = 0.25
    /// The plan that is executed.
    public var execution = Execution.mean

    /// Creates a configuration for a learned model of a running body.
    public init() {}
  }

  public let sequences: ActionSequences
  /// The settings of the search.
  public let configuration: Configuration
  public var memory: [String: Tensor] = [:]
  public var proposals: Tensor?
  private let noise: ColoredNoise

  /// Creates a planner.
  ///
  /// - Precondition: The counts are positive, there are at least as many candidates as elites, the
  ///   number of candidates does not grow, and the kept elites are a fraction of all.
  public init(_ sequences: ActionSequences, _ configuration: Configuration = Configuration()) {
    Search.requireCounts(
      candidates: configuration.candidates, elites: configuration.elites,
      iterations: configuration.iterations)
    require(
      configuration.shrinkage >= 1 && (0...1).contains(configuration.keptElites),
      "candidates cannot be divided by \(configuration.shrinkage) an iteration while a share of"
        + " \(configuration.keptElites) of the elites lives on: expected at least 1, and 0 to 1")
    (self.sequences, self.configuration) = (sequences, configuration)
    noise = ColoredNoise(length: sequences.horizon, exponent: configuration.noiseExponent)
  }

  public mutating func plan(
    using generator: inout SeededGenerator, score: (Tensor) throws -> Tensor
  ) rethrows -> Plan {
    var mean = memory["mean"].map(sequences.shifted) ?? sequences.constant(0)
    var stddev = sequences.constant(configuration.initialStddev)
    var kept = memory["elites"].map(sequences.shifted)
    var search = Search(sequences)
    for iteration in 0..<configuration.iterations {
      var candidates = drawn(population(iteration), mean, stddev, using: &generator)
      if let kept { candidates = sequences.joined(candidates, kept) }
      if iteration == 0, let proposals { candidates = sequences.joined(candidates, proposals) }
      if iteration == configuration.iterations - 1 {
        candidates = sequences.joined(candidates, mean)
      }
      guard try search.rank(candidates, elites: configuration.elites, score) else { continue }
      (mean, stddev) = refitted(mean, stddev, to: search)
      kept = keptElites(of: search)
    }
    memory["mean"] = mean
    memory["elites"] = kept
    let best = configuration.execution == .best && !search.returns.isEmpty
    return search.plan(
      of: best ? sequences.selected([0], of: search.elites) : mean, remembering: &memory)
  }

  /// Returns the number of new candidates in an iteration: at least twice the elites.
  private func population(_ iteration: Int) -> Int {
    let shrunk = Double(configuration.candidates) * .pow(configuration.shrinkage, -iteration)
    return max(Int(shrunk), 2 * configuration.elites)
  }

  private func drawn(
    _ count: Int, _ mean: Tensor, _ stddev: Tensor, using generator: inout SeededGenerator
  ) -> Tensor {
    let white = noise.sequences(count * sequences.actionSize, using: &generator)
    let shaped = white.reshaped([sequences.horizon, count, sequences.actionSize])
    return (mean + stddev * shaped).clamped(to: -1...1)
  }

  private func refitted(
    _ mean: Tensor, _ stddev: Tensor, to search: Search
  ) -> (Tensor, Tensor) {
    let moments = sequences.moments(of: search.elites, weights: search.equalWeights)
    let (old, new) = (Tensor(configuration.momentum), Tensor(1 - configuration.momentum))
    return (
      old * mean + new * moments.mean,
      maximum(old * stddev + new * sqrt(moments.variance), Tensor(configuration.minimumStddev))
    )
  }

  private func keptElites(of search: Search) -> Tensor? {
    let count = Int(configuration.keptElites * Double(configuration.elites))
    return count == 0
      ? nil : sequences.selected(0..<min(count, search.returns.count), of: search.elites)
  }
}

extension ActionSequences {
  /// Returns the candidates in a range of numbers.
  fileprivate func selected(_ range: Range<Int>, of candidates: Tensor) -> Tensor {
    selected(Array(range)[...], of: candidates)
  }
}
