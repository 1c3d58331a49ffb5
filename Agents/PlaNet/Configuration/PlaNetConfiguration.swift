import BayesianLayers
import Layers
import Records

/// All that can be set about a Bayesian PlaNet agent and its training.
///
/// The defaults are the paper's. Names of settings are the names of properties, such as
/// `planner.horizon`.
///
/// Reference: Hafner et al., "Learning Latent Dynamics for Planning from Pixels", ICML 2019,
/// appendix A, [arXiv:1811.04551](https://arxiv.org/abs/1811.04551).
public struct PlaNetConfiguration: Codable, Hashable, Sendable {
  /// What the agent looks at.
  public enum Observation: String, CaseIterable, Codable, Sendable {
    /// Frames.
    case frames
    /// Vectors, such as joint angles and velocities.
    case vector
  }

  /// The name of the task.
  public var task = ""
  /// The seed of all randomness.
  public var seed = 0
  /// What the agent looks at.
  public var observation = Observation.frames
  /// The sizes and variants of the world model.
  public var model = WorldModelConfiguration()
  /// What the terms of the loss weigh.
  public var loss = LossConfiguration()
  /// How parameters follow their gradients.
  public var optimizer = OptimizerConfiguration()
  /// The policy and the value that guide the planner.
  public var behavior = BehaviorConfiguration()
  /// How actions are searched.
  public var planner = PlannerConfiguration()
  /// How much is collected, learned and evaluated.
  public var trainer = TrainerConfiguration()
  /// What is watched on held-out episodes.
  public var monitor = MonitorConfiguration()

  /// Creates the paper's configuration.
  public init() {}

  /// Checks values that their types leave open.
  ///
  /// - Throws: `SettingsError` that names the setting, what it expects and what was found.
  public func check() throws(SettingsError) {
    if seed < 0 { throw .configuration("seed", "expected at least 0, found \(seed)") }
    let faults = [
      ("model", model.fault), ("loss", loss.fault), ("optimizer", optimizer.fault),
      ("behavior", behavior.fault), ("planner", planner.fault), ("trainer", trainer.fault),
      ("monitor", monitor.fault), ("model", estimatorFault),
    ]
    for case (let table, (let name, let problem)?) in faults {
      throw .configuration("\(table).\(name)", problem)
    }
  }

  /// Which layers draw anew at each step where plans are imagined under drawn weights, or `nil`.
  private var estimatorFault: (name: String, problem: String)? {
    guard planner.weights == .sampled else { return nil }
    for (name, estimator) in [("transition", model.transition), ("cell", model.cell)]
    where estimator == .localReparameterization {
      return (
        name,
        "expected reparameterization, flipout or deterministic with planner.weights=sampled, found"
          + " localReparameterization, which draws anew at each step of a plan"
      )
    }
    return nil
  }
}

/// What is watched on the episodes of an evaluation, which nothing is learned from.
public struct MonitorConfiguration: Codable, Hashable, Sendable {
  /// The number of episodes that are looked at.
  public var episodes = 4
  /// The number of observations that predictions start from.
  public var context = 5
  /// The number of decisions that are predicted.
  public var horizon = 50
  /// The number of draws of the weights.
  public var draws = 4

  /// Creates the default configuration.
  public init() {}

  /// What is wrong with the values, or `nil`.
  var fault: (name: String, problem: String)? {
    Bounds.fault(among: [
      "episodes": Bounds.problem(episodes), "context": Bounds.problem(context),
      "horizon": Bounds.problem(horizon), "draws": Bounds.problem(draws),
    ])
  }
}

extension WorldModelConfiguration {
  /// What is wrong with the values, or `nil`.
  package var fault: (name: String, problem: String)? {
    if imageSide != 32 && imageSide != 64 {
      return ("imageSide", "expected 32 or 64, found \(imageSide)")
    }
    return Bounds.fault(among: [
      "deterministicSize": Bounds.problem(deterministicSize),
      "stochasticSize": Bounds.problem(stochasticSize),
      "categoryCount": Bounds.problem(categoryCount), "hiddenSize": Bounds.problem(hiddenSize),
      "convolutionDepth": Bounds.problem(convolutionDepth),
      "rewardHiddenSizes": Bounds.problem(sizes: rewardHiddenSizes),
      "minimumStddev": Bounds.problem(positive: minimumStddev),
      "weightStddev": weightStddevProblem,
      "priorStddev": Bounds.problem(positive: priorStddev),
    ])
  }

  /// Nearer to zero, there is no number that the constraint of standard deviations makes it of.
  private var weightStddevProblem: String? {
    weightStddev >= 1e-6
      ? Bounds.problem(finite: weightStddev) : "expected at least 1e-06, found \(weightStddev)"
  }
}

extension LossConfiguration {
  /// What is wrong with the values, or `nil`.
  var fault: (name: String, problem: String)? {
    Bounds.fault(among: [
      "observationScale": Bounds.problem(notNegative: observationScale),
      "rewardScale": Bounds.problem(notNegative: rewardScale),
      "priorScale": Bounds.problem(notNegative: priorScale),
      "posteriorScale": Bounds.problem(notNegative: posteriorScale),
      "freeNats": Bounds.problem(notNegative: freeNats),
      "overshootingScale": Bounds.problem(notNegative: overshootingScale),
      "weightScale": Bounds.problem(notNegative: weightScale),
      "overshootingDistance": Bounds.problem(overshootingDistance, from: 0),
      "weightAnnealingUpdates": Bounds.problem(
        weightAnnealingUpdates, from: 0, to: Bounds.total),
    ])
  }
}
