import BayesianLayers
import Layers
import Planning
import Records

/// All settings of a Bayesian PlaNet agent and its training.
///
/// The defaults are the sizes and the schedule of the paper, except that frames keep their 8 bits
/// and dense layers have the nonlinearity of ``WorldModelConfiguration/activation``. Names of
/// settings are the names of properties, such as `planner.horizon`.
///
/// Reference: Hafner et al., "Learning Latent Dynamics for Planning from Pixels", ICML 2019,
/// appendix A, [arXiv:1811.04551](https://arxiv.org/abs/1811.04551).
public struct PlaNetConfiguration: Codable, Hashable, Sendable {
  /// The kind of observation.
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
  /// The kind of observation.
  public var observation = Observation.frames
  /// The sizes and variants of the world model.
  public var model = WorldModelConfiguration()
  /// The weights of the terms of the loss.
  public var loss = LossConfiguration()
  /// The settings of the optimizer.
  public var optimizer = OptimizerConfiguration()
  /// The policy and the value that guide the planner.
  public var behavior = BehaviorConfiguration()
  /// The settings of the search for actions.
  public var planner = PlannerConfiguration()
  /// The amounts of collection, learning and evaluation.
  public var trainer = TrainerConfiguration()
  /// The settings of measurements on held-out episodes.
  public var monitor = MonitorConfiguration()

  /// Creates the configuration with the sizes of the paper.
  public init() {}

  /// Checks constraints on values that their types do not express.
  ///
  /// - Throws: `SettingsError` that names the setting, what it expects and what was found.
  public func check() throws(SettingsError) {
    if let (name, problem) = fault { throw .configuration(name, problem) }
  }

  /// Checks that episodes of evaluations are long enough for open-loop predictions.
  ///
  /// - Parameter longest: The number of observations in the longest possible episode.
  /// - Throws: ``TrainingError/contextTooLong(context:longest:)`` if they are too short.
  public func checkContext(ofEpisodes longest: Int) throws(TrainingError) {
    guard trainer.evaluationInterval > 0, monitor.context >= longest else { return }
    throw .contextTooLong(context: monitor.context, longest: longest)
  }

  /// The first invalid setting with its problem, or `nil`.
  var fault: (name: String, problem: String)? {
    if let problem = Bounds.problem(seed, from: 0, to: .max) { return ("seed", problem) }
    let faults = [
      ("model", model.fault), ("loss", loss.fault), ("optimizer", optimizer.fault),
      ("behavior", behavior.fault), ("planner", planner.fault), ("trainer", trainer.fault),
      ("monitor", monitor.fault), ("model", estimatorFault), ("planner", aggregationFault),
    ]
    for case (let table, (let name, let problem)?) in faults {
      return ("\(table).\(name)", problem)
    }
    return nil
  }

  /// The estimators of the layers that imagine; a model without a recurrent state has no cell.
  private var imaginingEstimators: KeyValuePairs<String, Estimator> {
    model.recurrentSize > 0
      ? ["transition": model.transition, "cell": model.cell] : ["transition": model.transition]
  }

  /// The first layer that would draw anew at each step of plans under drawn weights, or `nil`.
  private var estimatorFault: (name: String, problem: String)? {
    guard planner.weights == .sampled else { return nil }
    for (name, estimator) in imaginingEstimators where estimator == .localReparameterization {
      return (
        name,
        "expected reparameterization, flipout or deterministic with planner.weights=sampled, found"
          + " localReparameterization, which draws anew at each step of a plan"
      )
    }
    return nil
  }

  /// The fault of an aggregation that needs a spread over draws where all draws are equal, or `nil`.
  private var aggregationFault: (name: String, problem: String)? {
    guard planner.aggregation != .mean,
      !imaginingEstimators.contains(where: { $0.value.isBayesian })
    else { return nil }
    return (
      "aggregation",
      "expected mean where all draws of the weights are the same, found"
        + " \(planner.aggregation.rawValue); set model.transition=reparameterization"
    )
  }
}

extension Settings<PlaNetConfiguration> {
  /// Returns the configuration, after checking constraints that its types do not express.
  ///
  /// - Throws: `SettingsError` that says where the value came from, what was expected and what was
  ///   found.
  public func checkedConfiguration() throws(SettingsError) -> PlaNetConfiguration {
    let configuration = try configuration()
    if let (name, problem) = configuration.fault { throw fault(name, problem) }
    return configuration
  }
}
