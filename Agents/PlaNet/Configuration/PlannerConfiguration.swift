import Layers
import Planning
import Tensors

/// The settings of an agent's search for its next action.
///
/// A method ignores settings that it does not have.
public struct PlannerConfiguration: Codable, Hashable, Sendable {
  /// The method of searching for sequences of actions.
  public enum Method: String, CaseIterable, Codable, Sendable {
    /// The cross-entropy method, as in PlaNet.
    case crossEntropy
    /// The improved cross-entropy method (iCEM).
    case improvedCrossEntropy
    /// Model-predictive path integral control (MPPI).
    case pathIntegral
  }

  /// The method of searching for sequences of actions.
  public var method = Method.crossEntropy
  /// The number of decisions to plan ahead.
  public var horizon = 12
  /// The number of candidates in an iteration; for `improvedCrossEntropy`, in the first, or twice
  /// ``elites`` if that is more.
  public var candidates = 1000
  /// The number of iterations.
  public var iterations = 10
  /// The number of best candidates to which the distribution is fitted.
  public var elites = 100
  /// The standard deviation of actions at the start of a search.
  public var initialStddev: Scalar = 1
  /// The lower bound of the standard deviation after the first iteration; not for `crossEntropy`.
  public var minimumStddev: Scalar = 0.05
  /// How fast the noise's power falls with frequency; for `improvedCrossEntropy`.
  public var noiseExponent: Double = 0.25
  /// The fraction of elites that are kept; for `improvedCrossEntropy`.
  public var keptElites: Double = 0.3
  /// The factor by which the number of candidates shrinks from one iteration to the next, down to
  /// twice the elites; for `improvedCrossEntropy`.
  public var shrinkage: Double = 1.25
  /// The share of the old distribution in the new one, for `pathIntegral` of its mean alone; not
  /// for `crossEntropy`.
  public var momentum: Scalar = 0.1
  /// The difference in return that makes a candidate weigh e times less; for `pathIntegral`.
  ///
  /// Its inverse is what TD-MPC calls the temperature.
  public var temperature: Scalar = 2
  /// Whether candidates are imagined under drawn weights or under their means.
  ///
  /// Layers with local reparameterization draw new weights at every step, so they must be planned
  /// with `.mean`.
  public var weights = ForwardPass.Weights.mean
  /// The number of draws of the weights, if they are drawn.
  public var weightDraws = 1
  /// How the returns under several draws are combined; `mean` if there is one draw.
  public var aggregation = ReturnAggregation.mean
  /// The weight of the spread over draws, for `careful` and `curious`.
  public var spreadWeight: Scalar = 1

  /// Creates PlaNet's configuration.
  public init() {}

  /// Returns a planner of actions with `actionSize` components.
  package func planner(actionSize: Int) -> any Planner {
    let sequences = ActionSequences(horizon: horizon, actionSize: actionSize)
    switch method {
    case .crossEntropy:
      var configuration = CrossEntropyMethod.Configuration()
      configuration.candidates = candidates
      configuration.iterations = iterations
      configuration.elites = elites
      configuration.initialStddev = initialStddev
      return CrossEntropyMethod(sequences, configuration)
    case .improvedCrossEntropy:
      var configuration = ImprovedCrossEntropyMethod.Configuration()
      configuration.candidates = candidates
      configuration.iterations = iterations
      configuration.elites = elites
      configuration.initialStddev = initialStddev
      configuration.minimumStddev = minimumStddev
      configuration.noiseExponent = noiseExponent
      configuration.keptElites = keptElites
      configuration.shrinkage = shrinkage
      configuration.momentum = momentum
      return ImprovedCrossEntropyMethod(sequences, configuration)
    case .pathIntegral:
      var configuration = PathIntegral.Configuration()
      configuration.candidates = candidates
      configuration.iterations = iterations
      configuration.elites = elites
      configuration.initialStddev = initialStddev
      configuration.minimumStddev = minimumStddev
      configuration.momentum = momentum
      configuration.temperature = temperature
      return PathIntegral(sequences, configuration)
    }
  }

  /// The first invalid value with its problem, or `nil`.
  package var fault: (name: String, problem: String)? {
    Bounds.fault(among: [
      "horizon": Bounds.problem(horizon), "iterations": Bounds.problem(iterations),
      "candidates": Bounds.problem(candidates), "elites": elitesProblem,
      "weightDraws": Bounds.problem(weightDraws), "aggregation": aggregationProblem,
      "initialStddev": Bounds.problem(positive: initialStddev),
      "minimumStddev": Bounds.problem(notNegative: minimumStddev),
      "noiseExponent": noiseProblem, "keptElites": Bounds.problem(share: keptElites),
      "shrinkage": shrinkageProblem,
      "momentum": Bounds.problem(properShare: momentum),
      "temperature": Bounds.problem(positive: temperature),
      "spreadWeight": Bounds.problem(finite: spreadWeight),
    ])
  }

  private var elitesProblem: String? {
    (1...max(1, candidates)).contains(elites)
      ? nil : "expected 1 to \(candidates), the candidates, found \(elites)"
  }

  private var aggregationProblem: String? {
    aggregation == .mean || (weights == .sampled && weightDraws > 1)
      ? nil
      : "expected mean where plans are imagined under one draw, found \(aggregation.rawValue);"
        + " set planner.weights=sampled and planner.weightDraws=2 or more"
  }

  private var shrinkageProblem: String? {
    shrinkage >= 1 ? nil : "expected at least 1, found \(shrinkage)"
  }

  /// The problem with the noise exponent, outside whose range the noise vanishes at some
  /// frequencies, or `nil`.
  private var noiseProblem: String? {
    (-10...10).contains(noiseExponent) ? nil : "expected -10 to 10, found \(noiseExponent)"
  }
}
