/// The settings of what is measured on the episodes of an evaluation, which are not learned from.
public struct MonitorConfiguration: Codable, Hashable, Sendable {
  /// The number of episodes to look at.
  public var episodes = 4
  /// The number of observations that predictions start from.
  public var context = 5
  /// The number of decisions to predict.
  public var horizon = 50
  /// The number of draws of the weights; from 19 on, a truth outside all draws never counts as
  /// inside an interval of 90 %.
  public var draws = 20
  /// The number of draws of states under each draw of the weights, which separate the two.
  static let stateDrawCount = 2

  /// Creates the default configuration.
  public init() {}

  /// The first invalid value with its problem, or `nil`.
  var fault: (name: String, problem: String)? {
    Bounds.fault(among: [
      "episodes": Bounds.problem(episodes), "context": Bounds.problem(context),
      "horizon": Bounds.problem(horizon), "draws": Bounds.problem(draws),
    ])
  }
}
